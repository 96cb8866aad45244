/** The goods one may ask for, as a list to choose from, and what was typed to find one. */
import type { Item } from '../api/types';
import { words } from '../i18n/language.svelte';
import { isCountable } from '../tools/goods';
import type { Option } from './Combobox.svelte';

interface Branch {
  item: Item;
  /** The groups above it, nearest last. */
  above: Item[];
}

function branches(items: readonly Item[], parent: string | null, above: Item[]): Branch[] {
  return items
    .filter((item) => item.parent === parent)
    .flatMap((item) => [{ item, above }, ...branches(items, item.key, [...above, item])]);
}

/** `tent 1200` names an item and how much of it; a figure that is part of a name stands without a gap. */
export function readTyped(text: string): { wanted: string; quantity: number | null } {
  const [, name, figure] = /^(.*?\S)(?:\s*[×*:：]\s*|\s+)(\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  if (name === undefined) return { wanted: text.trim().toLowerCase(), quantity: null };
  return { wanted: name.trim().toLowerCase(), quantity: Number(figure) };
}

function answersTo({ key, code, name }: Item, wanted: string): boolean {
  return [key, code ?? '', name.zh, name.en].some((one) => one.toLowerCase().includes(wanted));
}

/** Every item that has a unit and whose name, or the name of a group it belongs to, holds what is wanted. */
export function itemOptions(items: readonly Item[], wanted: string): Option[] {
  return branches(items, null, [])
    .filter(({ item }) => isCountable(item))
    .filter(({ item, above }) => [item, ...above].some((one) => answersTo(one, wanted)))
    .map(({ item, above }) => ({
      key: item.key,
      label: words(item.name),
      detail: words(item.unit),
      group: words(above.findLast((one) => !isCountable(one))?.name),
      depth: above.filter(isCountable).length,
    }));
}
