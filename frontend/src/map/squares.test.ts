import { describe, expect, it } from 'vitest';
import { kindOf, squareFeatures } from './squares';

const squares = {
  cell_deg: 0.5,
  lon: [109, 109.5, 110, 110.5, 111],
  lat: [34, 34, 34, 34, 34],
  persons: [100, 100, 100, 100, 100],
  per_person: [0.15, 0, 0, null, 1.2],
  none_in_reach: [10, 100, 40, 0, 0],
  undefined: [0, 0, 60, 100, 0],
};

describe('squares of places per person', () => {
  it('tell few places from none, and none from undefined', () => {
    expect(squares.lon.map((_, at) => kindOf(squares, at))).toEqual([
      '2',
      'none',
      'none',
      'undefined',
      '4',
    ]);
  });

  it('call a site without places in reach no place, not no site', () => {
    const empty = { ...squares, per_person: [0], none_in_reach: [10], undefined: [0] };
    expect(kindOf(empty, 0)).toBe('0');
  });

  it('lie around their centres', () => {
    const [first] = squareFeatures(squares);
    expect(first?.geometry).toEqual({
      type: 'Polygon',
      coordinates: [
        [
          [108.75, 33.75],
          [109.25, 33.75],
          [109.25, 34.25],
          [108.75, 34.25],
          [108.75, 33.75],
        ],
      ],
    });
  });
});
