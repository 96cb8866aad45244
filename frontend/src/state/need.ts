/** What is needed: goods and how much of each, as it is written in the address (`tent:1200,quilt:5000`). Pure. */

export interface NeedLine {
  /** The key of an item of the catalogue; a group stands for everything beneath it. */
  item: string;
  quantity: number;
}

/** As many as the server takes in one question. */
export const NEED_MAX = 50;
const DECIMALS = 3;
const ITEM_KEY = /^[\w-]+$/;

/** A quantity the server would take, or null: more than nothing, at most three decimals. */
export function quantityFrom(value: number): number | null {
  const rounded = Number(value.toFixed(DECIMALS));
  return Number.isFinite(rounded) && rounded > 0 && rounded < 1e12 ? rounded : null;
}

/** Reads the address; a line that makes no sense is left out, as is an item named again. */
export function needFrom(text: string | null): NeedLine[] {
  const need: NeedLine[] = [];
  for (const part of (text ?? '').split(',')) {
    const [item = '', figure = '', ...rest] = part.split(':');
    const quantity = figure ? quantityFrom(Number(figure)) : null;
    const twice = need.some((line) => line.item === item);
    if (quantity === null || twice || rest.length > 0 || !ITEM_KEY.test(item)) continue;
    need.push({ item, quantity });
  }
  return need.slice(0, NEED_MAX);
}

export function needText(need: NeedLine[]): string {
  return need.map(({ item, quantity }) => `${item}:${quantity}`).join(',');
}

/** The need with this much of the item: at its place if it is there already, else at the end. */
export function withLine(need: NeedLine[], line: NeedLine): NeedLine[] {
  return need.some(({ item }) => item === line.item)
    ? need.map((one) => (one.item === line.item ? line : one))
    : [...need, line];
}

export function withoutItem(need: NeedLine[], item: string): NeedLine[] {
  return need.filter((line) => line.item !== item);
}

type InTree = { key: string; parent: string | null };

/** Whether one of the two is the other, or lies beneath it: the same goods must not be asked for twice. */
export function overlap(items: readonly InTree[], one: string, other: string): boolean {
  const lineage = (key: string | null): string[] => {
    const parent = items.find((item) => item.key === key)?.parent ?? null;
    return key === null ? [] : [key, ...lineage(parent)];
  };
  return lineage(one).includes(other) || lineage(other).includes(one);
}
