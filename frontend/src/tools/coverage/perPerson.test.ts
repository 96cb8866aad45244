import { describe, expect, it } from 'vitest';
import type { AccessibilityAnswer, AccessibilityRow } from '../../api/accessibility';
import { nothingShared } from '../../state/url';
import { toyLayer } from '../../testing/layer';
import { asksPerPerson, lowestFirst, perPersonQuestion } from './perPerson';

const shelters = toyLayer({ key: 'shelters', sums: ['capacity_evacuation_persons'] });
const asked = {
  ...nothingShared().coverage,
  figure: 'per_person',
  capacity: 'evacuation',
} as const;

function row(code: string | null, people: number | null, mean: number | null): AccessibilityRow {
  const per_person = people === null ? null : { mean, p10: 0, p25: 0, median: 0, p75: 0, p90: 0 };
  return { code, people, per_person } as AccessibilityRow;
}

describe('places per person', () => {
  it('are asked of sites that hold people, and of one kind of capacity', () => {
    expect(asksPerPerson(shelters, asked)).toBe(true);
    expect(asksPerPerson(shelters, { ...asked, capacity: 'none' })).toBe(false);
    expect(asksPerPerson(shelters, { ...asked, figure: 'share' })).toBe(false);
    expect(asksPerPerson(toyLayer({ sums: [] }), asked)).toBe(false);
    expect(asksPerPerson(null, asked)).toBe(false);
  });

  it('are asked as coverage is, with how distance weighs', () => {
    const shared = { ...nothingShared(), coverage: { ...asked, decay: 'gaussian' as const } };
    const { query } = perPersonQuestion(shelters, { ...shared, radius_m: 800 }, '610500');
    expect(query).toMatchObject({
      radius_m: 800,
      area: '610500',
      capacity: 'evacuation',
      decay: 'gaussian',
    });
  });

  it('list the areas with the fewest first, and the undefined last', () => {
    const rows = [
      row('a', 10, 0.5),
      row('b', 10, null),
      row('c', 10, 0),
      row('d', 0, null),
      row('e', null, null),
      row(null, 5, 0.1),
    ];
    const listed = lowestFirst({ areas: rows } as AccessibilityAnswer);
    expect(listed.map(({ code }) => code)).toEqual(['c', null, 'a', 'b']);
  });
});
