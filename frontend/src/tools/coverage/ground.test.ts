import { describe, expect, it } from 'vitest';
import { roundTop } from './ground';

describe('the scale of shares of land', () => {
  it('ends at the next round share', () => {
    expect(roundTop([0.01, 0.31])).toBe(0.4);
    expect(roundTop([0.97])).toBe(1);
    expect(roundTop([])).toBe(0.01);
  });
});
