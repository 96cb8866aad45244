/** Goods by name and amount, as the page writes them everywhere. */
import type { Item, Words } from '../api/types';
import * as format from '../i18n/format';
import { words } from '../i18n/language.svelte';
import { world } from '../state/world.svelte';

export function itemOf(key: string): Item | undefined {
  return world.items.find((item) => item.key === key || item.code === key);
}

/** Its key until the catalogue of goods is here. */
export function itemName(key: string): string {
  return words(itemOf(key)?.name) || key;
}

/** `1,200 pcs`; the figure alone where the goods have no unit in common. */
export function amount(quantity: number, unit: Words | null | undefined): string {
  return [format.number(quantity, 3), words(unit)].filter(Boolean).join(' ');
}

/** A group of goods that are counted differently, such as all equipment, can be named but not counted. */
export function isCountable({ unit }: Item): boolean {
  return unit.zh !== '' || unit.en !== '';
}
