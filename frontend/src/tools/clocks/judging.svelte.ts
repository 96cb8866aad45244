/** Judges by estimated times, which is answered at once, then by road, which takes the answer's place when it is here. */
import { Ask } from '../../api/ask.svelte';
import * as api from '../../api/endpoints';
import type { ClocksAnswer, ClocksBody } from '../../api/types';

type Question = Omit<ClocksBody, 'by_road'>;

export class Judging {
  readonly soon = new Ask<ClocksAnswer>();
  readonly road = new Ask<ClocksAnswer>();
  #again: () => void = () => {};

  readonly answer = $derived(this.road.answer ?? this.soon.answer);
  readonly refining = $derived(this.soon.busy || this.road.busy);

  async run(
    question: Question,
    byRoad: boolean,
    onanswer: (answer: ClocksAnswer) => void,
  ): Promise<void> {
    this.#again = () => void this.run(question, byRoad, onanswer);
    const estimated = await this.soon.run(async (signal) => {
      const answer = await api.judgeClocks({ ...question, by_road: false }, signal);
      this.road.clear();
      return answer;
    });
    if (!estimated) return;
    onanswer(estimated);
    if (!byRoad || estimated.count === 0) return;
    const travelled = await this.road.run((signal) =>
      api.judgeClocks({ ...question, by_road: true }, signal),
    );
    if (travelled) onanswer(travelled);
  }

  retry = (): void => this.#again();

  clear(): void {
    this.soon.clear();
    this.road.clear();
  }
}
