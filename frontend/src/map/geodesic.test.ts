import { describe, expect, it } from 'vitest';
import { disc, distanceBetween, pointAt, shortestLine } from './geodesic';
import { scaleBar } from './scale';

describe('distances on the ellipsoid', () => {
  it('are those of WGS 84: a degree along the equator and along a meridian', () => {
    expect(distanceBetween([0, 0], [1, 0])).toBeCloseTo(111_319.4908, 3);
    expect(distanceBetween([109, 34], [109, 35])).toBeCloseTo(110_931.2, 0);
  });

  it('take the short way across the antimeridian', () => {
    expect(distanceBetween([179.5, 0], [-179.5, 0])).toBeCloseTo(111_319.4908, 3);
  });
});

describe('a circle', () => {
  it('has every corner at its radius and is closed', () => {
    const centre: [number, number] = [109.5, 34.5];
    const [ring = []] = disc(centre, 20_000).geometry.coordinates;
    for (const [lon = 0, lat = 0] of ring) {
      expect(distanceBetween(centre, [lon, lat])).toBeCloseTo(20_000, 3);
    }
    expect(ring[0]![0]).toBeCloseTo(ring.at(-1)![0]!, 9);
  });

  it('stays whole across the antimeridian', () => {
    const [east = 0] = pointAt([179.9, 0], 90, 50_000);
    expect(east).toBeGreaterThan(180);
  });
});

describe('a line', () => {
  it('starts and ends where it should', () => {
    const { coordinates } = shortestLine([109, 34], [110, 35]);
    expect(coordinates[0]).toEqual([109, 34]);
    expect(coordinates.at(-1)![0]).toBeCloseTo(110, 9);
    expect(coordinates.at(-1)![1]).toBeCloseTo(35, 9);
  });
});

describe('the scale bar', () => {
  it('is a round length that fits', () => {
    for (const zoom of [3, 8.3, 12.7, 18]) {
      const { length_m, width_px } = scaleBar(34.5, zoom, 84);
      expect(width_px).toBeLessThanOrEqual(84);
      expect(width_px).toBeGreaterThan(84 / 2.6);
      expect(['1', '2', '5']).toContain(
        String(Number(length_m.toPrecision(3))).replaceAll(/[0.]/g, ''),
      );
    }
  });
});
