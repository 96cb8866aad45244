/** What the map shows of an answer about people: areas by share against the target, and what the colours mean. */
import type { CoverageAnswer } from '../../api/coverage';
import * as format from '../../i18n/format';
import { t } from '../../i18n/language.svelte';
import type { AreaShares } from '../../map/shares';
import type { PeopleLegend } from '../../map/stage.svelte';
import type { CoverageAsked } from '../../state/url';
import { breaksAround, CLASSES, judged, levelOf, type PeopleClass } from './people';
import { sourceText } from './words';

export function peopleShares(answer: CoverageAnswer, target: number): AreaShares {
  const shares = judged(answer.areas, target).flatMap(({ row, split }) =>
    row.code === null
      ? []
      : [[row.code, { share: split.share!, text: format.percent(split.share!) }] as const],
  );
  return {
    shares: Object.fromEntries(shares),
    breaks: breaksAround(target),
    level: levelOf(answer.areas),
  };
}

/** Without capacity there are two classes: everyone within reach counts as served. */
export function classesShown({ capacity }: CoverageAsked): PeopleClass[] {
  return CLASSES.filter((name) => capacity !== 'none' || name !== 'in_reach_no_place');
}

export function className(asked: CoverageAsked, name: PeopleClass): string {
  if (asked.capacity === 'none' && name === 'served') return t('coverage.classes.covered');
  return t(`coverage.classes.${name}`);
}

export function peopleLegend(answer: CoverageAnswer, asked: CoverageAsked): PeopleLegend | null {
  const { denominator } = answer;
  if (!denominator) return null;
  return {
    title: t(asked.capacity === 'none' ? 'coverage.legend.covered' : 'coverage.legend.served'),
    denominator: t('coverage.legend.denominator', { source: sourceText(denominator) }),
    breaks: breaksAround(asked.target / 100),
    target: asked.target / 100,
    classes: asked.people
      ? classesShown(asked).map((key) => ({ key, text: className(asked, key) }))
      : [],
  };
}
