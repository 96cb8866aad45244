/** Runs `work` at most once per `wait_ms`, always including the last call. */
export class Throttle {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #next: (() => void) | null = null;
  #lastRun = -Infinity;

  constructor(private readonly wait_ms: number) {}

  run(work: () => void): void {
    this.#next = work;
    if (this.#timer) return;
    const due_ms = Math.max(0, this.#lastRun + this.wait_ms - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#lastRun = performance.now();
      this.#next?.();
    }, due_ms);
  }

  cancel(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
