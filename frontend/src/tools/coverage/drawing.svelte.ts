/** Keeps the map in step with the answers of the coverage tool. */
import { untrack } from 'svelte';
import * as format from '../../i18n/format';
import { t } from '../../i18n/language.svelte';
import type { Layer } from '../../api/types';
import { cellFeatures } from '../../map/cells';
import { stage, type Before } from '../../map/stage.svelte';
import { isOnMap } from '../../state/url';
import { view } from '../../state/view.svelte';
import { peopleLegend, peopleShares } from './drawing';
import { landShares, reachOf } from './ground';
import type { Measuring, Side } from './measuring.svelte';
import { wholeOf } from './people';

const REST_MS = 250;
/** Today has nothing closed and nothing added. */
const NOTHING: Before['answer'] = [];

type Drawn = Pick<Before, 'reach' | 'cells' | 'areaShares'>;

/** Each part is made anew only when what it shows is: a slider moves cells often, ground seldom. */
function pictureOf(side: Side): Drawn {
  const answer = $derived(side.figures.ask.answer);
  const reach = $derived(
    side.ground.answer && view.shared.coverage.ground
      ? reachOf(side.ground.answer, view.shared.outside)
      : [],
  );
  const cells = $derived(
    side.cells.ask.answer && view.shared.coverage.people ? cellFeatures(side.cells.ask.answer) : [],
  );
  const areaShares = $derived.by(() => {
    if (answer?.denominator) return peopleShares(answer, view.shared.coverage.target / 100);
    return side.ground.answer ? landShares(side.ground.answer) : null;
  });
  return {
    get reach() {
      return reach;
    },
    get cells() {
      return cells;
    },
    get areaShares() {
      return areaShares;
    },
  };
}

function captioned(name: 'today' | 'scenario', { figures }: Side) {
  const share = figures.ask.answer && wholeOf(figures.ask.answer)?.share;
  return {
    name: t(`coverage.scenario.${name}`),
    figure: share == null ? '' : format.percent(share),
  };
}

/** Call while the panel is set up. */
export function draw(measuring: Measuring, currentLayer: () => Layer | null): void {
  const [main, today] = [pictureOf(measuring.main), pictureOf(measuring.today)];
  const isSwiped = $derived(
    [true, false].every((one) => isOnMap(view.shared.coverage, one)) &&
      measuring.main.figures.ask.answer,
  );
  const shown = $derived(isOnMap(view.shared.coverage, false) ? main : today);

  $effect(() => {
    stage.reachColor = currentLayer()?.style.color ?? 'accent';
    stage.reach = shown.reach;
  });
  $effect(() => {
    stage.cells = shown.cells;
  });
  // New colours and names of areas are a new style, which costs the map more than all else: they wait for the hand.
  $effect(() => {
    const { areaShares } = shown;
    const isFirst = untrack(() => stage.areaShares === null);
    if (isFirst || !areaShares) {
      stage.areaShares = areaShares;
      return;
    }
    const timer = setTimeout(() => (stage.areaShares = areaShares), REST_MS);
    return () => clearTimeout(timer);
  });
  $effect(() => {
    const { reach, cells, areaShares } = today;
    stage.before = isSwiped
      ? {
          answer: NOTHING,
          reach,
          cells,
          areaShares,
          left: captioned('today', measuring.today),
          right: captioned('scenario', measuring.main),
        }
      : null;
  });
  $effect(() => {
    const { answer } = (shown === main ? measuring.main : measuring.today).figures.ask;
    stage.legend = answer && peopleLegend(answer, view.shared.coverage);
  });
}
