/** Drawing a ring corner by corner: click to add, double click or Enter to end, Escape to give up. */
import { stage, type PointerTaker } from '../map/stage.svelte';
import type { LonLat } from '../state/url';

/** A second click this near to the last corner is the same click, not a new corner. */
const SAME_CORNER_PX = 5;

export class Drawing implements PointerTaker {
  readonly exclusive = true;
  active = $state(false);
  corners = $state.raw<LonLat[]>([]);
  pointer = $state.raw<LonLat | null>(null);

  constructor(private readonly onfinish: (ring: LonLat[]) => void) {}

  start = (): void => {
    this.corners = [];
    this.active = true;
  };

  undo = (): void => {
    this.corners = this.corners.slice(0, -1);
  };

  finish = (): void => {
    if (this.corners.length < 3) return;
    this.active = false;
    this.onfinish(this.corners);
  };

  cancel = (): void => {
    this.corners = [];
    this.active = false;
  };

  click(at: LonLat): void {
    if (!this.#isLastCorner(at)) this.corners = [...this.corners, at];
  }

  move(at: LonLat): void {
    this.pointer = at;
  }

  doubleClick(): void {
    this.finish();
  }

  keydown = (event: KeyboardEvent): void => {
    if (!this.active || (event.target as Element).matches('input, select, button, [role=option]'))
      return;
    if (event.key === 'Enter') this.finish();
    else if (event.key === 'Backspace') this.undo();
    else if (event.key === 'Escape') {
      // Give up the drawing, but leave the tool open: the next Escape closes it.
      event.stopPropagation();
      this.cancel();
    }
  };

  #isLastCorner(at: LonLat): boolean {
    const last = this.corners.at(-1);
    const map = stage.map;
    if (!last || !map) return false;
    return map.project(last).dist(map.project(at)) < SAME_CORNER_PX;
  }
}
