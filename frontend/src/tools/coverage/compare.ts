/** Today beside a scenario, figure by figure and area by area. Pure. */
import type { AreaRow, CoverageAnswer } from '../../api/coverage';
import type { CoverageAsked } from '../../state/url';
import { judged, splitOf, wholeOf, type PeopleClass } from './people';

export interface Compared {
  key: 'share' | 'failing' | PeopleClass;
  before: number | null;
  after: number | null;
  /** Null where nothing changes. */
  better: boolean | null;
}

function failing({ areas }: CoverageAnswer, target: number): number {
  return judged(areas, target).filter(({ row, short }) => row.code !== null && short > 0).length;
}

function line(key: Compared['key'], before: number | null, after: number | null): Compared {
  const change = before === null || after === null ? 0 : after - before;
  // More in reach without a place may be fewer out of reach: for better or worse, other figures say.
  const wanted = { share: 1, served: 1, in_reach_no_place: 0, out_of_reach: -1, failing: -1 }[key];
  return { key, before, after, better: change * wanted === 0 ? null : change * wanted > 0 };
}

export function compare(
  today: CoverageAnswer,
  scenario: CoverageAnswer,
  { capacity, target }: Pick<CoverageAsked, 'capacity' | 'target'>,
): Compared[] {
  const [before, after] = [wholeOf(today), wholeOf(scenario)];
  if (!before || !after) return [];
  const share = target / 100;
  return [
    line('share', before.share, after.share),
    line('served', before.served, after.served),
    ...(capacity === 'none'
      ? []
      : [line('in_reach_no_place', before.in_reach_no_place, after.in_reach_no_place)]),
    line('out_of_reach', before.out_of_reach, after.out_of_reach),
    line('failing', failing(today, share), failing(scenario, share)),
  ];
}

export interface AreaChange {
  row: AreaRow;
  before: number;
  after: number;
}

/** Less would be written as no change at all. */
const LEAST_CHANGE = 0.0005;

/** Areas whose share changes, the most changed first. */
export function areaChanges(today: CoverageAnswer, scenario: CoverageAnswer): AreaChange[] {
  const now = new Map(today.areas.map((row) => [row.code, splitOf(row)?.share ?? null]));
  return scenario.areas
    .flatMap((row): AreaChange[] => {
      const [before, after] = [now.get(row.code) ?? null, splitOf(row)?.share ?? null];
      if (row.code === null || before === null || after === null) return [];
      if (Math.abs(after - before) < LEAST_CHANGE) return [];
      return [{ row, before, after }];
    })
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}
