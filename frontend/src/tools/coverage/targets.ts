/** Targets in words: values with their unit, what is short, the clause, which areas fail. */
import type { CheckedTarget, TargetRow } from '../../api/targets';
import * as format from '../../i18n/format';
import { t } from '../../i18n/language.svelte';

const COUNTED = ['one_per_area', 'per_10000'];

/** How much is missing, in whichever unit the target is short of. */
const shortage = ({ people_short, m2_short, count_short, km2_short }: TargetRow): number =>
  people_short ?? m2_short ?? count_short ?? km2_short ?? 0;

/** Those that fail, the shortest first. */
export function failing(rows: TargetRow[]): TargetRow[] {
  return rows.filter(({ outcome }) => outcome === 'fail').sort((a, b) => shortage(b) - shortage(a));
}

export function valueText(value: number | null, measure: string): string {
  if (value === null) return '—';
  return COUNTED.includes(measure) ? format.number(value, 1) : format.percent(value);
}

export function shortText({ people_short, m2_short, count_short, km2_short }: TargetRow): string {
  return format.facts([
    !!people_short && t('coverage.targets.short.people', { n: format.number(people_short) }),
    !!m2_short && t('coverage.targets.short.m2', { n: format.number(m2_short) }),
    !!count_short &&
      t('coverage.targets.short.count', { n: format.number(Math.ceil(count_short)) }),
    !!km2_short && t('coverage.targets.short.km2', { area: format.area(km2_short) }),
  ]);
}

/** Where the target comes from, or that no official text is behind it. */
export function clauseText({ standard_no, clause, verification }: CheckedTarget): string {
  const named = [standard_no, clause].filter(Boolean).join(' ');
  if (!named) return t('clocks.noStandard');
  return verification === 'low' ? t('clocks.unverified', { named }) : named;
}
