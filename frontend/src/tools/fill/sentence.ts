/** The plan in one sentence, for the eye and the ear. */
import type { FillAnswer } from '../../api/types';
import * as format from '../../i18n/format';
import { t } from '../../i18n/language.svelte';
import { amount, itemName } from '../goods';

function missingText({ short }: FillAnswer): string {
  return short
    .map(({ item, unit, quantity_short }) => `${itemName(item)} ${amount(quantity_short, unit)}`)
    .join(t('value.comma'));
}

/** Short enough to be read at a glance; what is missing stands beside it. */
export function headline({ complete, complete_s, depots, query, short }: FillAnswer): string {
  if (complete && complete_s !== null) {
    const duration = format.duration(complete_s);
    return depots === 1
      ? t('fill.completeOne', { duration })
      : t('fill.complete', { n: format.number(depots), duration });
  }
  const n = format.number(short.length);
  if (query.deadline_s === null) return t('fill.neverComplete', { n });
  return t('fill.notInTime', { deadline: format.duration(query.deadline_s), n });
}

/** With all that is missing, for those who hear it or read it elsewhere. */
export function sentenceOf(answer: FillAnswer): string {
  if (answer.complete) return headline(answer);
  return `${headline(answer)}${t('value.semicolon')}${t('fill.missing', { what: missingText(answer) })}`;
}
