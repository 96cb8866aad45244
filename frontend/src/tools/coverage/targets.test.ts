import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { CheckedTarget, TargetRow } from '../../api/targets';
import { language } from '../../i18n/language.svelte';
import { clauseText, failing, shortText, valueText } from './targets';

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} });
  await language.use('en');
});

const row = (code: string, changes: Partial<TargetRow>): TargetRow => ({
  code,
  name: code,
  name_en: code,
  outcome: 'fail',
  why: null,
  value: null,
  limit: null,
  people_short: null,
  m2_short: null,
  count_short: null,
  km2_short: null,
  margin: null,
  people: null,
  details: {},
  ...changes,
});

describe('areas held against a target', () => {
  it('are listed where they fail, the shortest first', () => {
    const rows = [
      row('a', { people_short: 10 }),
      row('b', { people_short: 900 }),
      row('c', { outcome: 'pass' }),
      row('d', { outcome: 'undefined' }),
    ];
    expect(failing(rows).map(({ code }) => code)).toEqual(['b', 'a']);
  });

  it('say what is short in its own unit', () => {
    expect(shortText(row('a', { people_short: 1200, m2_short: 1800 }))).toBe(
      '1,200 people short · 1,800 m² short',
    );
    expect(shortText(row('a', { count_short: 0.4 }))).toBe('1 short');
    expect(shortText(row('a', { km2_short: 12.34 }))).toBe('12.3 km² short');
  });
});

describe('a target', () => {
  it('is a share, or a number where things are counted', () => {
    expect(valueText(0.6, 'share_within')).toBe('60.0%');
    expect(valueText(12.34, 'per_10000')).toBe('12.3');
    expect(valueText(null, 'spacing')).toBe('—');
  });

  it('names its clause, and says where that is not verified', () => {
    const clause = (changes: Partial<CheckedTarget>) =>
      clauseText({
        standard_no: 'GB 51143',
        clause: '3.2',
        verification: 'high',
        ...changes,
      } as never);
    expect(clause({})).toBe('GB 51143 3.2');
    expect(clause({ verification: 'low' })).toContain('not verified');
    expect(clause({ standard_no: '', clause: '' })).toContain('no official text');
  });
});
