/** Reads a fill plan: which depot gives what, how far each item gets, who is how much of the whole. Pure. */
import type { FillAnswer, FillDepot, FillPart, FillShort, Item, Words } from '../../api/types';

/** What one depot gives of one item asked for; `parts` tell the kinds beneath it apart. */
export interface Given {
  item: string;
  unit: Words | null;
  quantity: number;
  parts: FillPart[];
}

/** All that one depot gives; it comes with one arrival. */
export interface Giver {
  depot: FillDepot;
  /** The first to arrive is 1. */
  turn: number;
  /** The part that tells the times: they are the same for all this depot gives. */
  first: FillPart;
  given: Given[];
  /** Of the whole need, 0 to 1: each item asked for counts alike. */
  share: number;
}

export interface Progress {
  item: string;
  unit: Words | null;
  asked: number;
  planned: number;
  short: FillShort | null;
}

type InTree = Pick<Item, 'key' | 'parent'>;

/** The item of the question that a kind of goods counts for: itself, or a group above it. */
export function askedFor(kind: string, asked: string[], items: readonly InTree[]): string {
  let key: string | null = kind;
  while (key !== null && !asked.includes(key)) {
    const above: string | null = items.find((item) => item.key === key)?.parent ?? null;
    key = above;
  }
  return key ?? kind;
}

/** Thousandths are as fine as stock is kept: sums of them must not show what binary fractions cannot hold. */
const exact = (sum: number): number => Number(sum.toFixed(3));

const total = (parts: FillPart[]): number =>
  exact(parts.reduce((sum, { quantity }) => sum + quantity, 0));

function byDepot(parts: FillPart[]): FillPart[][] {
  const codes = [...new Set(parts.map(({ depot }) => depot.code))];
  return codes.map((code) => parts.filter(({ depot }) => depot.code === code));
}

/** The depots in the order of their arrival, the soonest first. */
export function giversOf({ parts, query }: FillAnswer, items: readonly InTree[]): Giver[] {
  const asked = query.items.map(({ item }) => item);
  const kindOf = ({ item }: FillPart): string => askedFor(item, asked, items);
  return byDepot(parts)
    .sort(([a], [b]) => a!.arrive_s - b!.arrive_s)
    .map((own, index) => {
      const given = query.items
        .map(({ item, unit }): Given => {
          const these = own.filter((part) => kindOf(part) === item);
          return { item, unit, quantity: total(these), parts: these };
        })
        .filter(({ quantity }) => quantity > 0);
      const share = query.items
        .map(
          ({ item, quantity }) =>
            (given.find((one) => one.item === item)?.quantity ?? 0) / quantity,
        )
        .reduce((sum, part) => sum + part / query.items.length, 0);
      const first = own[0]!;
      return { depot: first.depot, turn: index + 1, first, given, share };
    });
}

export function progressOf({ query, short }: FillAnswer): Progress[] {
  return query.items.map(({ item, quantity, unit }) => {
    const missing = short.find((one) => one.item === item) ?? null;
    const planned = exact(quantity - (missing?.quantity_short ?? 0));
    return { item, unit, asked: quantity, planned, short: missing };
  });
}
