import { describe, expect, it } from 'vitest';
import { moved } from './divider';

describe('the divider of two maps', () => {
  it('steps with the arrows and leaps with Shift or Page', () => {
    expect(moved(0.5, 'ArrowRight')).toBeCloseTo(0.52);
    expect(moved(0.5, 'ArrowLeft')).toBeCloseTo(0.48);
    expect(moved(0.5, 'ArrowLeft', true)).toBeCloseTo(0.4);
    expect(moved(0.5, 'PageUp')).toBeCloseTo(0.6);
  });

  it('stays on the map', () => {
    expect(moved(0.01, 'ArrowLeft')).toBe(0);
    expect(moved(0.3, 'End')).toBe(1);
    expect(moved(0.3, 'Home')).toBe(0);
  });

  it('leaves other keys to the page', () => {
    expect(moved(0.5, 'Escape')).toBeNull();
    expect(moved(0.5, 'Tab')).toBeNull();
  });
});
