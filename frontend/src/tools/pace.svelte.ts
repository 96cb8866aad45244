/** Asks again and again while something is dragged: one question under way, the newest waits, those between are dropped. */
import { Ask } from '../api/ask.svelte';
import type { ApiProblem } from '../api/client';

type Question<T> = (signal: AbortSignal) => Promise<T>;

/** A question that has taken longer than this is given up for a newer one. */
const PATIENCE_MS = 1500;

export class Pace<T> {
  readonly ask = new Ask<T>();
  #waiting: Question<T> | null = null;
  #since_ms = 0;

  /** `onanswer` hears of every answer that is shown, also of those to questions that waited. */
  constructor(private readonly onanswer: (answer: T) => void = () => {}) {}

  run(question: Question<T>): void {
    const patient = performance.now() - this.#since_ms < PATIENCE_MS;
    if (this.ask.busy && patient) this.#waiting = question;
    else void this.#begin(question);
  }

  async #begin(question: Question<T>): Promise<void> {
    this.#waiting = null;
    this.#since_ms = performance.now();
    const answer = await this.ask.run(question);
    if (answer !== null) this.onanswer(answer);
    if (this.#waiting && !this.ask.busy) void this.#begin(this.#waiting);
  }

  stop(problem: ApiProblem): void {
    this.#waiting = null;
    this.ask.stop(problem);
  }

  clear(): void {
    this.#waiting = null;
    this.ask.clear();
  }
}
