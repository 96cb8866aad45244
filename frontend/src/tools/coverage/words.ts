/** Coverage in words: which people a share is of, how far a site reaches, the answer in a sentence. */
import type { CoverageAnswer, Denominator } from '../../api/coverage';
import * as format from '../../i18n/format';
import { t, words } from '../../i18n/language.svelte';
import { area } from '../../state/area.svelte';
import type { CoverageAsked } from '../../state/url';
import { wholeOf } from './people';

type Source = Pick<Denominator, 'name' | 'year' | 'is_estimate'>;

const SAYS_ESTIMATE = /估算|estimat/i;

/** `2020 census · estimate`: where the people come from, and that nobody counted them cell by cell. */
export function sourceText(one: Source): string {
  const name = words(one.name);
  const year = one.year === null ? null : String(one.year);
  return format.facts([
    name,
    year && !name.includes(year) && year,
    one.is_estimate && !SAYS_ESTIMATE.test(name) && t('coverage.estimate'),
  ]);
}

type Reached = Pick<CoverageAnswer, 'minutes' | 'radius_m'>;

export function reachText({ reach }: CoverageAsked, answer: Reached): string {
  if (reach === 'walk' && answer.minutes)
    return t('coverage.within.walk', { m: format.number(answer.minutes) });
  if (reach === 'standard') return t('coverage.within.standard');
  return t('coverage.within.radius', { radius: format.radius(answer.radius_m ?? 0) });
}

/** Said when the answer rests. */
export function summary(answer: CoverageAnswer, asked: CoverageAsked): string {
  const whole = wholeOf(answer);
  const share = whole?.share ?? null;
  if (!whole || share === null) return t('coverage.undefined', { area: area.name });
  const values = {
    area: area.name,
    share: format.percent(share),
    people: format.number(whole.people),
  };
  return t(asked.capacity === 'none' ? 'coverage.said.covered' : 'coverage.said.served', values);
}
