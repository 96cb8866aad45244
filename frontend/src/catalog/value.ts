/** Turns a field's value into text, by the field's own description. */
import type { Choice, Field, Named, ResourceProperties } from '../api/types';
import * as format from '../i18n/format';
import { placeName, t, words } from '../i18n/language.svelte';

function choiceText(field: Field, value: unknown): string {
  const choice = field.choices.find((one) => String(one.value) === String(value));
  return choice ? words(choice.label) : String(value);
}

function quantityText(field: Field, value: number): string {
  const figure = format.number(value, field.type === 'integer' ? 0 : 2);
  return field.unit ? `${figure} ${words(field.unit)}` : figure;
}

function isNamed(value: object): value is Named {
  return 'name' in value && typeof value.name === 'string';
}

/** One member of a list: a choice, a word, or a thing with a number of it. */
function memberText(field: Field, member: unknown): string | null {
  if (typeof member !== 'object' || member === null) return choiceText(field, member);
  if (!isNamed(member)) return null;
  const { count } = member as Named & { count?: unknown };
  return typeof count === 'number' ? `${member.name} × ${format.number(count)}` : member.name;
}

/** The value as text, or null where there is nothing a line of text could say. */
export function fieldText(field: Field, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (field.type === 'boolean') return t(value ? 'value.yes' : 'value.no');
  if (typeof value === 'number') return quantityText(field, value);
  if (Array.isArray(value)) {
    return (
      value
        .map((one) => memberText(field, one))
        .filter(Boolean)
        .join(t('value.comma')) || null
    );
  }
  if (typeof value === 'object') return isNamed(value) ? placeName(value) : null;
  if (field.type === 'date') return format.date(String(value));
  if (field.type === 'datetime') return format.dateTime(String(value));
  return choiceText(field, value);
}

/** Seconds since someone checked: as the server says, else from the moment itself; undefined where neither is known. */
export function verifiedAge(properties: ResourceProperties): number | null | undefined {
  const { verified_age_s, verified_at } = properties;
  if (verified_age_s !== undefined) return verified_age_s;
  if (typeof verified_at === 'string') return (Date.now() - Date.parse(verified_at)) / 1000;
  return verified_at === null ? null : undefined;
}

/** What a field of answers by key says: the keys answered yes, then those answered no. */
export function answersText(keys: Choice[], value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const answers = Object.entries(value);
  const named = (answer: string): string =>
    answers
      .filter(([, given]) => given === answer)
      .map(([key]) => words(keys.find((one) => one.value === key)?.label) || key)
      .join(t('value.comma'));
  const [fit, unfit] = [named('yes'), named('no')];
  return (
    [fit && t('value.suits', { what: fit }), unfit && t('value.suitsNot', { what: unfit })]
      .filter(Boolean)
      .join(t('value.semicolon')) || null
  );
}
