/** The one or two figures that decide whether a place can serve. */
import type { Layer, RankedResource } from '../api/types';
import * as format from '../i18n/format';
import { words } from '../i18n/language.svelte';
import { glanceFields } from '../catalog/spec';
import { specOf } from '../layers';
import { fieldText } from '../catalog/value';
import { world } from '../state/world.svelte';

/** Free stock of what was asked for: `tents 490`. */
function stockFigures(available: Record<string, number>): string[] {
  return Object.entries(available).map(([key, quantity]) => {
    const item = world.items.find((one) => one.key === key || one.code === key);
    const name = item ? words(item.name) : key;
    return `${name} ${format.number(quantity, 2)}${item?.unit ? ` ${words(item.unit)}` : ''}`;
  });
}

export function keyFigures(layer: Layer, { properties }: RankedResource): string[] {
  if (properties.available) return stockFigures(properties.available);
  return glanceFields(layer, specOf(layer.key))
    .filter(({ type }) => type === 'integer' || type === 'number')
    .map((field) => {
      const text = fieldText(field, properties[field.name]);
      return text === null ? null : `${words(field.label)} ${text}`;
    })
    .filter((text) => text !== null);
}
