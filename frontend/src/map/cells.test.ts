import { describe, expect, it } from 'vitest';
import { cellFeatures } from './cells';

const bins = {
  cell_deg: 0.01,
  lon: [109, 109.01, 109.02],
  lat: [34, 34, 34],
  served: [25, 0, 0],
  in_reach_no_place: [0, 0, 0],
  out_of_reach: [75, 25, 0],
  most_people: 100,
};
const discs = cellFeatures(bins).map(({ properties }) => properties!);

describe('people as discs', () => {
  it('have an area that is how many they are', () => {
    const [served, all, fewer] = discs.map(({ radius_px }) => Number(radius_px));
    expect(served! ** 2 / all! ** 2).toBeCloseTo(0.25);
    expect(fewer! ** 2 / all! ** 2).toBeCloseTo(0.25);
  });

  it('stay within their bin', () => {
    const bin_px = (0.01 / 360) * 512;
    for (const { radius_px } of discs) expect(2 * Number(radius_px)).toBeLessThan(bin_px);
  });

  it('leave out what nobody is in', () => {
    expect(discs.map(({ role }) => String(role))).toEqual([
      'served',
      'out_of_reach',
      'out_of_reach',
    ]);
  });
});
