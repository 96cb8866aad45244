/** Reads people out of an answer: the three classes, shares, who is short of the target. Pure. */
import type { AreaRow, CoverageAnswer, PeopleCount } from '../../api/coverage';

export const CLASSES = ['served', 'in_reach_no_place', 'out_of_reach'] as const;
export type PeopleClass = (typeof CLASSES)[number];

export interface Split extends Record<PeopleClass, number> {
  people: number;
  /** Null where nobody lives: a share of no people is not a number. */
  share: number | null;
}

/** Where no capacity was asked for, everyone within reach is served. */
export function splitOf(row: PeopleCount): Split | null {
  const { people, covered_people } = row;
  if (people === null || covered_people === null) return null;
  const served = row.served ?? covered_people;
  return {
    people,
    served,
    in_reach_no_place: row.in_reach_no_place ?? 0,
    out_of_reach: row.out_of_reach ?? people - covered_people,
    share: people > 0 ? served / people : null,
  };
}

/** Everyone in the area asked about, or in all of it. */
export function wholeOf(answer: CoverageAnswer): Split | null {
  const people = answer.denominator?.people ?? null;
  return splitOf({ ...answer, people });
}

/** How many more people must be served for the share to be met; equality meets it. */
export function shortOf({ people, served }: Split, target: number): number {
  // A tiny bit less than a whole person is a rounding error of the product, not a person.
  return Math.max(0, Math.ceil(target * people - served - 1e-6));
}

export interface Judged {
  row: AreaRow;
  split: Split;
  short: number;
}

const least = (a: Judged, b: Judged): number =>
  a.split.share! - b.split.share! || b.short - a.short;

/** Areas with people, the least served first: those that fail stand before those that pass. */
export function judged(areas: AreaRow[], target: number): Judged[] {
  return areas
    .flatMap((row): Judged[] => {
      const split = splitOf(row);
      return split?.share == null ? [] : [{ row, split, short: shortOf(split, target) }];
    })
    .sort(least);
}

/** Areas where nobody lives, or whose people are not known. */
export function unjudged(areas: AreaRow[]): AreaRow[] {
  return areas.filter((row) => row.code !== null && splitOf(row)?.share == null);
}

/** Where the colours of a map change: two below the target, the target itself, one above. */
export function breaksAround(target: number): number[] {
  const rounded = (share: number): number => Math.round(share * 100) / 100;
  return [rounded((target * 2) / 3), rounded((target * 5) / 6), target, rounded((1 + target) / 2)];
}

/** The level of the areas; null where they are of several. */
export function levelOf(areas: AreaRow[]): string | null {
  const levels = new Set(areas.filter(({ code }) => code !== null).map(({ level }) => level));
  return levels.size === 1 ? [...levels][0]! : null;
}
