/** Keeps the map in step with the answers of the coverage tool. */
import type { Layer } from '../../api/types';
import { cellFeatures } from '../../map/cells';
import { stage } from '../../map/stage.svelte';
import { hasChanges } from '../../state/url';
import { view } from '../../state/view.svelte';
import { peopleLegend, peopleShares } from './drawing';
import { landShares, reachOf } from './ground';
import type { Measuring } from './measuring.svelte';

/** Call while the panel is set up. */
export function draw(measuring: Measuring, currentLayer: () => Layer | null): void {
  const answer = $derived.by(() => {
    const { coverage } = view.shared;
    const isToday = hasChanges(coverage) && coverage.shown === 'today';
    return (isToday ? measuring.today : measuring.figures).ask.answer;
  });

  $effect(() => {
    const ground = measuring.ground.answer;
    const { coverage, outside } = view.shared;
    stage.reachColor = currentLayer()?.style.color ?? 'accent';
    stage.reach = ground && coverage.ground ? reachOf(ground, outside) : [];
  });

  $effect(() => {
    const cells = measuring.cells.ask.answer;
    stage.cells = cells && view.shared.coverage.people ? cellFeatures(cells) : [];
  });

  $effect(() => {
    const { coverage } = view.shared;
    const ground = measuring.ground.answer;
    if (answer?.denominator) {
      stage.areaShares = peopleShares(answer, coverage.target / 100);
      stage.legend = peopleLegend(answer, coverage);
    } else {
      stage.areaShares = ground ? landShares(ground) : null;
      stage.legend = null;
    }
  });
}
