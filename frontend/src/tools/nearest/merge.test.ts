import { describe, expect, it } from 'vitest';
import type { NearestAnswer, RankedResource } from '../../api/types';
import { withTimes } from './merge';

const at = (code: string, rank: number, duration_s?: number): RankedResource => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [0, 0] },
  properties: { code, name: code, rank, distance_m: rank, bearing_deg: 0, duration_s },
});
const answer = (...features: RankedResource[]): NearestAnswer =>
  ({ type: 'FeatureCollection', features }) as unknown as NearestAnswer;

describe('times that arrive while the pointer is on the list', () => {
  const near = answer(at('a', 1), at('b', 2), at('c', 3));
  const soon = answer(at('c', 1, 60), at('a', 2, 90), at('d', 3, 95));
  const shown = withTimes(near, soon).features.map(({ properties }) => properties);

  it('join the rows without moving them', () => {
    expect(shown.map(({ code }) => code)).toEqual(['a', 'b', 'c']);
    expect(shown.map(({ rank }) => rank)).toEqual([1, 2, 3]);
  });

  it('are those of the same place; one that has none keeps its distance', () => {
    expect(shown.map(({ duration_s }) => duration_s)).toEqual([90, undefined, 60]);
  });
});
