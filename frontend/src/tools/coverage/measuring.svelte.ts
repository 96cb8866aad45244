/** Keeps figures, ground and people in step with the question, of today's sites and of the scenario's. */
import { Ask } from '../../api/ask.svelte';
import {
  getPeopleCells,
  measureCoverage,
  type CellsAnswer,
  type CoverageAnswer,
  type Question,
} from '../../api/coverage';
import { cancelRun, followRun, RunCancelled, type Run } from '../../api/runs';
import type { BBox } from '../../api/types';
import { view } from '../../state/view.svelte';
import { Pace } from '../pace.svelte';

/** Figures alone come fastest; the km² of ground are asked for on their own. */
const FIGURES = { ground: false };
const GROUND = { geometry: true };

/** One of the two that are compared: what is known of it. */
export class Side {
  readonly figures: Pace<CoverageAnswer>;
  readonly ground = new Ask<CoverageAnswer>();
  readonly cells = new Pace<CellsAnswer>();

  constructor(onanswer?: (answer: CoverageAnswer) => void) {
    this.figures = new Pace(onanswer);
  }

  /** How long the last answer about ground took; a quick server may be asked sooner. */
  groundTook_ms = Infinity;

  measureGround(question: Question): void {
    const since_ms = performance.now();
    void this.ground
      .run((signal) => measureCoverage(question, GROUND, signal, () => {}))
      .then((answer) => {
        if (answer) this.groundTook_ms = performance.now() - since_ms;
      });
  }

  lookAtPeople(question: Question, bbox: BBox, columns: number): void {
    const seen = { bbox: bbox.map((side) => side.toFixed(5)).join(','), columns };
    this.cells.run((signal) => getPeopleCells(question, seen, signal));
  }

  clear(): void {
    this.figures.clear();
    this.ground.clear();
    this.cells.clear();
  }
}

export class Measuring {
  run = $state.raw<Run | null>(null);
  /** With the changes of the scenario, where there is one; else as things are. */
  readonly main: Side;
  /** Today's sites, beside a scenario. */
  readonly today = new Side();

  constructor(onanswer: (answer: CoverageAnswer) => void) {
    this.main = new Side(onanswer);
  }

  #follow = (run: Run | null): void => {
    this.run = run;
    view.shared.coverage.run = run?.id ?? null;
  };

  measure(question: Question): void {
    this.main.figures.run((signal) => measureCoverage(question, FIGURES, signal, this.#follow));
  }

  /** Goes on with what an address says is under way; asks anew where the server no longer knows of it. */
  resume(id: string, question: Question): void {
    this.main.figures.run((signal) =>
      followRun<CoverageAnswer>(id, signal, this.#follow).catch((error: unknown) => {
        if (signal.aborted) throw error;
        return measureCoverage(question, FIGURES, signal, this.#follow);
      }),
    );
  }

  measureToday(question: Question): void {
    this.today.figures.run((signal) => measureCoverage(question, FIGURES, signal, () => {}));
  }

  cancel = (): void => {
    const id = this.run?.id;
    // At once: the server stops at its next step, and may have no step left.
    this.main.figures.stop(new RunCancelled());
    this.#follow(null);
    if (id) void cancelRun(id).catch(() => {});
  };

  clear(): void {
    this.main.clear();
    this.today.clear();
    this.run = null;
  }
}
