import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Field } from '../api/types';
import { language } from '../i18n/language.svelte';
import { answersText, fieldText, verifiedAge } from './value';

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} });
  await language.use('en');
});

const field = (changes: Partial<Field>): Field => ({
  name: 'x',
  label: { en: 'X', zh: '某' },
  type: 'text',
  unit: null,
  choices: [],
  sensitivity: 'public',
  summary: false,
  ...changes,
});
const choices = [
  { value: 'flood', label: { en: 'flood', zh: '洪涝' } },
  { value: 2, label: { en: 'grade II', zh: 'Ⅱ级' } },
];

describe('a value', () => {
  it('is told in the words of its choices, whether the server sends text or a number', () => {
    expect(fieldText(field({ type: 'choice', choices }), 'flood')).toBe('flood');
    expect(fieldText(field({ type: 'choice', choices }), '2')).toBe('grade II');
    expect(fieldText(field({ type: 'choices', choices }), ['flood', 'other'])).toBe('flood, other');
  });

  it('carries its unit', () => {
    const unit = { en: 'persons', zh: '人' };
    expect(fieldText(field({ type: 'integer', unit }), 15_790)).toBe('15,790 persons');
  });

  it('names places and counts things', () => {
    expect(
      fieldText(field({ type: 'place' }), { code: '1', name: '临渭区', name_en: 'Linwei' }),
    ).toBe('Linwei');
    expect(fieldText(field({ type: 'list' }), [{ name: 'boat', count: 2 }])).toBe('boat × 2');
  });

  it('is nothing where there is nothing to say', () => {
    for (const value of [null, undefined, '', [], { type: 'Polygon', coordinates: [] }]) {
      expect(fieldText(field({}), value)).toBeNull();
    }
    expect(fieldText(field({ type: 'integer' }), 0)).toBe('0');
    expect(fieldText(field({ type: 'boolean' }), false)).toBe('no');
  });
});

describe('answers by key', () => {
  it('name what fits and what does not, and leave out what is unknown', () => {
    const keys = [...choices.slice(0, 1), { value: 'fire', label: { en: 'fire', zh: '火灾' } }];
    expect(answersText(keys, { flood: 'yes', fire: 'no', snow: 'unknown' })).toBe(
      'for: flood; not for: fire',
    );
    expect(answersText(keys, {})).toBeNull();
  });
});

describe('the age of a check', () => {
  it('is the server’s figure, else counted from the moment', () => {
    expect(verifiedAge({ code: 'a', name: 'a', verified_age_s: 60 })).toBe(60);
    const verified_at = new Date(Date.now() - 120_000).toISOString();
    expect(verifiedAge({ code: 'a', name: 'a', verified_at })).toBeCloseTo(120, 0);
    expect(verifiedAge({ code: 'a', name: 'a', verified_at: null })).toBeNull();
    expect(verifiedAge({ code: 'a', name: 'a' })).toBeUndefined();
  });
});
