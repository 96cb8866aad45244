/** Asks by distance, which is answered at once, then by travel time, which takes the answer's place when it is here. */
import { Ask } from '../../api/ask.svelte';
import type { Query } from '../../api/client';
import * as api from '../../api/endpoints';
import type { NearestAnswer } from '../../api/types';
import { withTimes } from './merge';

export class Asking {
  readonly near = new Ask<NearestAnswer>();
  readonly soon = new Ask<NearestAnswer>();
  /** The pointer is on the list: nothing may move under it. */
  #held = false;
  #settled = $state(false);
  #again: () => void = () => {};

  /** What the list shows now. */
  readonly answer = $derived.by(() => {
    const [near, soon] = [this.near.answer, this.soon.answer];
    if (!near || !soon) return near;
    return this.#settled ? soon : withTimes(near, soon);
  });
  /** The order by time is known, but waits until the pointer has left the list. */
  readonly waiting = $derived(this.soon.answer !== null && !this.#settled);

  async run(layer: string, byDistance: Query, byTime: Query | null): Promise<void> {
    this.#again = () => void this.run(layer, byDistance, byTime);
    const near = await this.near.run(async (signal) => {
      const answer = await api.findNearest(layer, byDistance, signal);
      this.soon.clear();
      return answer;
    });
    if (!near || !byTime) return;
    this.#settled = false;
    const soon = await this.soon.run((signal) => api.findNearest(layer, byTime, signal));
    if (soon && !this.#held) this.#settled = true;
  }

  retry = (): void => this.#again();

  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    if (this.soon.answer) this.#settled = true;
  }

  clear(): void {
    this.near.clear();
    this.soon.clear();
  }
}
