/** Why places are left out, in the layer's own words. Pure. */
import type { Layer, RankedResource } from '../../api/types';
import { words } from '../../i18n/language.svelte';

export interface Reason {
  key: string;
  text: string;
  count: number;
}

export function reasonText(layer: Layer, key: string): string {
  return words(layer.reasons[key]) || key;
}

/** Each reason with its count, the most frequent first. */
export function reasonsOf(layer: Layer, excluded: Record<string, number>): Reason[] {
  return Object.entries(excluded)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([key, count]) => ({ key, count, text: reasonText(layer, key) }));
}

export function whyLeftOut(layer: Layer, { properties }: RankedResource): string {
  const { reason, reason_text } = properties;
  return words(reason_text) || reasonText(layer, reason ?? '');
}
