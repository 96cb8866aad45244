/** Places per person: what is asked, and what the answer says area by area. Pure. */
import type { AccessibilityAnswer, AccessibilityRow } from '../../api/accessibility';
import type { Question } from '../../api/coverage';
import type { Layer } from '../../api/types';
import type { CoverageAsked, Shared } from '../../state/url';
import { coverageQuestion, holdsPeople } from './question';

/** Places are shared out only where sites have some, and one kind of them is counted. */
export function asksPerPerson(layer: Layer | null, asked: CoverageAsked): boolean {
  return (
    asked.figure === 'per_person' &&
    asked.capacity !== 'none' &&
    layer !== null &&
    holdsPeople(layer)
  );
}

export function perPersonQuestion(layer: Layer, shared: Shared, area: string | null): Question {
  const { shown, decay } = shared.coverage;
  const question = coverageQuestion(layer, shared, area, shown === 'scenario');
  return { ...question, query: { ...question.query, decay } };
}

/** Areas with people, the fewest places per person first; those of whom nothing is defined at the end. */
export function lowestFirst(answer: AccessibilityAnswer): AccessibilityRow[] {
  const mean = (row: AccessibilityRow) => row.per_person?.mean ?? Infinity;
  return answer.areas
    .filter(({ people }) => people !== null && people > 0)
    .sort((a, b) => mean(a) - mean(b) || (a.code ?? '').localeCompare(b.code ?? ''));
}
