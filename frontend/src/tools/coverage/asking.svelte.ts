/** When the coverage tool asks what: figures follow the hand, ground waits until it rests, people follow the map. */
import { untrack } from 'svelte';
import type { Layer } from '../../api/types';
import { language } from '../../i18n/language.svelte';
import { stage } from '../../map/stage.svelte';
import { area } from '../../state/area.svelte';
import type { Question } from '../../api/coverage';
import { hasChanges, isOnMap } from '../../state/url';
import { view } from '../../state/view.svelte';
import { world } from '../../state/world.svelte';
import { Throttle } from '../throttle';
import type { Measuring, Side } from './measuring.svelte';
import { coverageQuestion } from './question';

const FOLLOW_MS = 80;
/** How long a hand must rest before ground is asked for: about as long as the answer takes. */
const [SETTLE_LEAST_MS, SETTLE_MOST_MS] = [120, 350];
/** The least side of a square of people on the screen; the server may give twice as much. */
const BIN_PX = 13;
const COLUMNS_MOST = 160;

/** Call while the panel is set up. */
export function keepAsking(measuring: Measuring, currentLayer: () => Layer | null): void {
  const figures = new Throttle(FOLLOW_MS);
  const question = (changed: boolean) => {
    const layer = currentLayer();
    return layer && coverageQuestion(layer, view.shared, area.code, changed);
  };
  let resuming = view.shared.coverage.run;

  // An answer about another layer must not stand beneath this one's name.
  $effect(() => {
    void currentLayer()?.key;
    return () => untrack(() => measuring.clear());
  });

  $effect(() => {
    const asked = question(true);
    const today = hasChanges(view.shared.coverage) ? question(false) : null;
    void [world.identity, language.code];
    if (!asked) return;
    figures.run(() => {
      if (resuming) measuring.resume(resuming, asked);
      else measuring.measure(asked);
      resuming = null;
      if (today) measuring.measureToday(today);
      else measuring.today.figures.clear();
    });
  });

  for (const side of [measuring.main, measuring.today]) keepLooking(measuring, side, question);

  $effect(() => () => figures.cancel());
}

/** The ground and the people of one side, while the map shows it. */
function keepLooking(
  measuring: Measuring,
  side: Side,
  question: (changed: boolean) => Question | null,
): void {
  const people = new Throttle(2 * FOLLOW_MS);
  const isToday = side === measuring.today;
  const shown = () => (isOnMap(view.shared.coverage, isToday) ? question(!isToday) : null);
  // Whether people are known, not which: a new answer alone must ask for nothing again.
  const isKnown = $derived(measuring.main.figures.ask.answer?.denominator != null);
  const isUnknown = $derived(measuring.main.figures.ask.answer?.denominator === null);

  $effect(() => {
    const asked = shown();
    const { ground } = view.shared.coverage;
    void [world.identity, language.code];
    if (!asked || !(isUnknown || (ground && isKnown))) return untrack(() => side.ground.clear());
    const wait_ms = Math.min(SETTLE_MOST_MS, Math.max(SETTLE_LEAST_MS, side.groundTook_ms));
    const timer = setTimeout(() => side.measureGround(asked), wait_ms);
    return () => clearTimeout(timer);
  });

  $effect(() => {
    const asked = shown();
    const map = stage.map;
    void [world.identity, view.shared.camera];
    if (!asked || !map || !isKnown || !view.shared.coverage.people)
      return untrack(() => side.cells.clear());
    people.run(() => {
      const bounds = map.getBounds();
      const columns = Math.round(map.getContainer().clientWidth / BIN_PX);
      side.lookAtPeople(
        asked,
        [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
        Math.min(COLUMNS_MOST, columns),
      );
    });
  });

  $effect(() => () => people.cancel());
}
