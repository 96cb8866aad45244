/** Turns a field's value into text, by the field's own description. */
import type { Field } from '../api/types';
import * as format from '../i18n/format';
import { t, words } from '../i18n/language.svelte';

function choiceText(field: Field, value: unknown): string {
  const choice = field.choices?.find((one) => one.value === value);
  return choice ? words(choice.label) : String(value);
}

function quantityText(field: Field, value: number): string {
  const figure = format.number(value, field.type === 'integer' ? 0 : 2);
  return field.unit ? `${figure} ${words(field.unit)}` : figure;
}

/** The value as text, or null where there is nothing a line of text could say. */
export function fieldText(field: Field, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (field.type === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if (typeof value === 'number') return quantityText(field, value);
  if (Array.isArray(value)) {
    const plain = value.filter((one) => typeof one !== 'object');
    return plain.length ? plain.map((one) => choiceText(field, one)).join(t('value.comma')) : null;
  }
  if (typeof value === 'object') return null;
  if (field.type === 'date') return format.date(String(value));
  if (field.type === 'datetime') return format.dateTime(String(value));
  return choiceText(field, value);
}
