import { describe, expect, it } from 'vitest';
import { nearestStop, nextStop } from '../state/sheet';
import { RADIUS_MAX_M, RADIUS_MIN_M } from '../state/url';
import { fittingRadius, radiusAt, rounded, SLIDER_STEPS, stepOf } from './scale';

describe('the radius slider', () => {
  it('reaches both limits', () => {
    expect(radiusAt(0)).toBe(RADIUS_MIN_M);
    expect(radiusAt(SLIDER_STEPS)).toBe(RADIUS_MAX_M);
  });

  it('gives figures a person would say', () => {
    expect(rounded(1234)).toBe(1200);
    expect(rounded(18_740)).toBe(19_000);
    expect(rounded(10)).toBe(RADIUS_MIN_M);
    expect(rounded(9e9)).toBe(RADIUS_MAX_M);
  });

  it('stands where the radius is', () => {
    expect(radiusAt(Math.round(stepOf(5000)))).toBe(5000);
  });
});

describe('a radius nobody has set', () => {
  it('is a round figure that suits the view', () => {
    expect(fittingRadius(9, 35)).toBe(20_000);
    expect(fittingRadius(13, 35)).toBe(1000);
  });

  it('keeps within the limits, however far out or near the view is', () => {
    expect(fittingRadius(2, 35)).toBe(RADIUS_MAX_M);
    expect(fittingRadius(22, 35)).toBe(RADIUS_MIN_M);
  });
});

describe('the bottom sheet', () => {
  it('rests at the nearest stop and goes round by keys', () => {
    expect(nearestStop(0.1)).toBe('peek');
    expect(nearestStop(0.6)).toBe('half');
    expect(nearestStop(0.9)).toBe('full');
    expect(nextStop('full')).toBe('peek');
  });
});
