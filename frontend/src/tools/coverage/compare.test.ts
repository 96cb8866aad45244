import { describe, expect, it } from 'vitest';
import type { CoverageAnswer } from '../../api/coverage';
import { areaChanges, compare } from './compare';

function answer(shares: Record<string, number>): CoverageAnswer {
  const areas = Object.entries(shares).map(([code, share]) => ({
    code,
    name: code,
    people: 1000,
    covered_people: share * 1000,
    share,
  }));
  const covered = areas.reduce((sum, { covered_people }) => sum + covered_people, 0);
  return { denominator: { people: 1000 * areas.length }, covered_people: covered, areas } as never;
}
const today = answer({ a: 0.5, b: 0.6, c: 0.7 });
const scenario = answer({ a: 0.7, b: 0.55, c: 0.7 });
const asked = { capacity: 'none', target: 60 } as const;

describe('today beside a scenario', () => {
  it('is told figure by figure, with which way is better', () => {
    expect(compare(today, scenario, asked)).toEqual([
      { key: 'share', before: 0.6, after: 0.65, better: true },
      { key: 'served', before: 1800, after: 1950, better: true },
      { key: 'out_of_reach', before: 1200, after: 1050, better: true },
      { key: 'failing', before: 1, after: 1, better: null },
    ]);
  });

  it('names the areas that change, the most first', () => {
    expect(areaChanges(today, scenario).map(({ row }) => row.code)).toEqual(['a', 'b']);
    expect(areaChanges(today, today)).toEqual([]);
  });
});
