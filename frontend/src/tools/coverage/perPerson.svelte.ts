/** Keeps places per person, and their squares on the map, in step with the question. */
import { untrack } from 'svelte';
import {
  getAccessibilityCells,
  measureAccessibility,
  type AccessibilityAnswer,
  type AccessibilityCells,
} from '../../api/accessibility';
import { cancelRun, RunCancelled, type Run } from '../../api/runs';
import type { Layer } from '../../api/types';
import { language, t } from '../../i18n/language.svelte';
import { squareFeatures } from '../../map/squares';
import { stage } from '../../map/stage.svelte';
import { area } from '../../state/area.svelte';
import { view } from '../../state/view.svelte';
import { world } from '../../state/world.svelte';
import { Pace } from '../pace.svelte';
import { Throttle } from '../throttle';
import { perPersonQuestion } from './perPerson';
import { sourceText } from './words';

const FOLLOW_MS = 80;
/** The least side of a square on the screen; the server may give twice as much. */
const SQUARE_PX = 13;
const COLUMNS_MOST = 160;

export class PerPerson {
  run = $state.raw<Run | null>(null);
  readonly figures: Pace<AccessibilityAnswer>;
  readonly cells = new Pace<AccessibilityCells>();

  constructor(onanswer: (answer: AccessibilityAnswer) => void) {
    this.figures = new Pace(onanswer);
  }

  /** Call while the part is set up: asks when the question changes, and for squares when the map moves. */
  keepAsking(currentLayer: () => Layer): void {
    const [figures, squares] = [new Throttle(FOLLOW_MS), new Throttle(2 * FOLLOW_MS)];
    const question = () => perPersonQuestion(currentLayer(), view.shared, area.code);
    $effect(() => {
      const asked = question();
      void [world.identity, language.code];
      figures.run(() =>
        this.figures.run((signal) =>
          measureAccessibility(asked, signal, (run) => (this.run = run)),
        ),
      );
    });
    $effect(() => {
      const asked = question();
      const { map } = stage;
      void [world.identity, view.shared.camera];
      if (!map || !view.shared.coverage.people) return untrack(() => this.cells.clear());
      squares.run(() => {
        const sides = map.getBounds().toArray().flat();
        const across = Math.round(map.getContainer().clientWidth / SQUARE_PX);
        const seen = {
          bbox: sides.map((side) => side.toFixed(5)).join(','),
          columns: Math.min(COLUMNS_MOST, across),
        };
        this.cells.run((signal) => getAccessibilityCells(asked, seen, signal));
      });
    });
    $effect(() => () => {
      figures.cancel();
      squares.cancel();
      this.figures.clear();
      this.cells.clear();
    });
  }

  /** Call while the part is set up. */
  keepDrawing(): void {
    $effect(() => {
      const cells = this.cells.ask.answer;
      stage.squares = cells && view.shared.coverage.people ? squareFeatures(cells) : [];
    });
    $effect(() => {
      const denominator = this.figures.ask.answer?.denominator;
      const { capacity } = view.shared.coverage;
      stage.squaresLegend = denominator
        ? {
            title: t('coverage.perPerson.unit', { capacity: t(`coverage.capacity.${capacity}`) }),
            denominator: t('coverage.perPerson.denominator', { source: sourceText(denominator) }),
          }
        : null;
    });
    $effect(() => () => {
      stage.squares = [];
      stage.squaresLegend = null;
    });
  }

  cancel = (): void => {
    const id = this.run?.id;
    this.figures.stop(new RunCancelled());
    this.run = null;
    if (id) void cancelRun(id).catch(() => {});
  };
}
