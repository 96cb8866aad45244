/** Verdicts, margins and shortages in words. */
import type { Clock, ClocksAnswer } from '../../api/types';
import * as format from '../../i18n/format';
import { t, words } from '../../i18n/language.svelte';
import type { Shared } from '../../state/url';
import { world } from '../../state/world.svelte';
import { amount, itemName, itemOf } from '../goods';
import { tally, type Judged, type Verdict } from './judge';

/** `40 min to spare`, `1 h 20 min late`, `never enough`. */
export function marginText(verdict: Verdict, margin_s: number | null): string {
  if (verdict === 'never' || margin_s === null) return t('clocks.verdict.never');
  const duration = format.duration(Math.abs(margin_s));
  return t(verdict === 'holds' ? 'clocks.spare' : 'clocks.late', { duration });
}

/** What is missing when the clock runs out: `tents 120 pcs, quilts 40 pcs`. */
export function failsText({ fails }: Judged['worst']): string {
  const what = fails
    .map(
      ({ item, quantity_short }) =>
        `${itemName(item)} ${amount(quantity_short, itemOf(item)?.unit)}`,
    )
    .join(t('value.comma'));
  return what && t('clocks.short', { what });
}

/** Where the clock comes from, or that no official text is behind it. */
export function sourceText({ standard_no, clause, verification }: Clock): string {
  const named = [standard_no, clause].filter(Boolean).join(' ');
  if (!named) return t('clocks.noStandard');
  return verification === 'low' ? t('clocks.unverified', { named }) : named;
}

/** Whose stock counts: the levels in the words of the depots' own field. */
export function levelsText({ levels }: Clock): string {
  if (levels.length === 0) return t('clocks.anyLevel');
  const field = world.layer('depots')?.fields.find(({ name }) => name === 'level');
  return levels
    .map((level) => words(field?.choices.find(({ value }) => value === level)?.label) || level)
    .join(t('value.comma'));
}

export function clockName({ clocks }: ClocksAnswer, key: string | null): string {
  const clock = clocks.find((one) => one.key === key);
  return clock ? words(clock.title) : t('clocks.all');
}

/** The answer in one sentence. */
export function summary(
  answer: ClocksAnswer,
  judged: Judged[],
  { clock, sites }: Pick<Shared, 'clock' | 'sites'>,
): string {
  const { holds } = tally(judged);
  const values = {
    n: format.number(holds),
    total: format.number(judged.length),
    clock: clockName(answer, clock),
    sites: t(`clocks.noun.${sites}`),
  };
  return t(holds === judged.length ? 'clocks.allHold' : 'clocks.someHold', values);
}
