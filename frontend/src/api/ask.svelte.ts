/** A question that may be asked again before it is answered: only the last one counts. */
import { ApiProblem } from './client';

export class Ask<T> {
  answer = $state.raw<T | null>(null);
  problem = $state.raw<ApiProblem | null>(null);
  busy = $state(false);
  #controller: AbortController | null = null;
  #last: ((signal: AbortSignal) => Promise<T>) | null = null;

  /** Ask now; an earlier question still under way is aborted. The old answer stays until the new one is here. */
  async run(question: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.#last = question;
    this.busy = true;
    try {
      const answer = await question(controller.signal);
      if (controller.signal.aborted) return null;
      this.answer = answer;
      this.problem = null;
      return answer;
    } catch (error) {
      if (controller.signal.aborted) return null;
      this.problem = error instanceof ApiProblem ? error : new ApiProblem(String(error), -1);
      this.answer = null;
      return null;
    } finally {
      if (this.#controller === controller) this.busy = false;
    }
  }

  retry = (): void => {
    if (this.#last) void this.run(this.#last);
  };

  /** Wait no longer, for the reason given. */
  stop(problem: ApiProblem): void {
    this.clear();
    this.problem = problem;
  }

  clear(): void {
    this.#controller?.abort();
    this.#controller = null;
    this.answer = null;
    this.problem = null;
    this.busy = false;
  }
}
