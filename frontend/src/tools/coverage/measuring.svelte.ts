/** Keeps figures, ground and people in step with the question: figures while it is dragged, the rest when it rests. */
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

export class Measuring {
  run = $state.raw<Run | null>(null);
  /** Of the scenario where there is one, else of today. */
  readonly figures: Pace<CoverageAnswer>;
  /** Of today's sites, beside a scenario. */
  readonly today = new Pace<CoverageAnswer>();
  readonly ground = new Ask<CoverageAnswer>();
  readonly cells = new Pace<CellsAnswer>();

  constructor(onanswer: (answer: CoverageAnswer) => void) {
    this.figures = new Pace(onanswer);
  }

  #follow = (run: Run | null): void => {
    this.run = run;
    view.shared.coverage.run = run?.id ?? null;
  };

  measure(question: Question): void {
    this.figures.run((signal) => measureCoverage(question, FIGURES, signal, this.#follow));
  }

  /** Goes on with what an address says is under way; asks anew where the server no longer knows of it. */
  resume(id: string, question: Question): void {
    this.figures.run((signal) =>
      followRun<CoverageAnswer>(id, signal, this.#follow).catch((error: unknown) => {
        if (signal.aborted) throw error;
        return measureCoverage(question, FIGURES, signal, this.#follow);
      }),
    );
  }

  measureToday(question: Question): void {
    this.today.run((signal) => measureCoverage(question, FIGURES, signal, () => {}));
  }

  measureGround(question: Question): void {
    void this.ground.run((signal) => measureCoverage(question, GROUND, signal, () => {}));
  }

  lookAtPeople(question: Question, bbox: BBox, columns: number): void {
    const seen = { bbox: bbox.map((side) => side.toFixed(5)).join(','), columns };
    this.cells.run((signal) => getPeopleCells(question, seen, signal));
  }

  cancel = (): void => {
    const id = this.run?.id;
    // At once: the server stops at its next step, and may have no step left.
    this.figures.stop(new RunCancelled());
    this.#follow(null);
    if (id) void cancelRun(id).catch(() => {});
  };

  clear(): void {
    this.figures.clear();
    this.today.clear();
    this.ground.clear();
    this.cells.clear();
    this.run = null;
  }
}
