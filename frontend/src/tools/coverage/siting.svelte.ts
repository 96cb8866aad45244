/** Choosing new sites: asked when the person says so, followed while it runs, drawn in the order of the picks. */
import { Ask } from '../../api/ask.svelte';
import { cancelRun, followRun, RunCancelled, type Run } from '../../api/runs';
import {
  chooseSites,
  type SitingAnswer,
  type SitingPick,
  type SitingQuestion,
} from '../../api/siting';
import type { Layer } from '../../api/types';
import { markOf } from '../../map/features';
import type { ThemeName } from '../../style/tokens';
import type { RankedResource } from '../../api/types';
import { view } from '../../state/view.svelte';
import type { Feature } from 'geojson';

export const pickKey = ({ rank }: SitingPick): string => `picks:${rank}`;

/** Picks as results with their rank; candidates that were clicked as points. */
export function pickMarks(layer: Layer, picks: SitingPick[], theme: ThemeName): Feature[] {
  return picks.map((pick) => {
    const { lon, lat, name, rank } = pick;
    const resource: RankedResource = {
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lon, lat] },
      properties: { code: String(rank), name, rank, distance_m: 0, bearing_deg: null },
    };
    const mark = markOf(layer, resource, theme);
    return { ...mark, properties: { ...mark.properties, key: pickKey(pick), layer: 'picks' } };
  });
}

export class Siting {
  run = $state.raw<Run | null>(null);
  readonly ask = new Ask<SitingAnswer>();

  #follow = (run: Run | null): void => {
    this.run = run;
    view.shared.coverage.sitingRun = run?.id ?? null;
  };

  choose(question: SitingQuestion): void {
    void this.ask.run((signal) => chooseSites(question, signal, this.#follow));
  }

  /** Goes on with what an address says is under way. */
  resume(id: string): void {
    void this.ask
      .run((signal) => followRun<SitingAnswer>(id, signal, this.#follow))
      .then(() => {
        if (this.ask.problem) view.shared.coverage.sitingRun = null;
      });
  }

  cancel = (): void => {
    const id = this.run?.id;
    this.ask.stop(new RunCancelled());
    this.#follow(null);
    if (id) void cancelRun(id).catch(() => {});
  };

  clear(): void {
    this.ask.clear();
    this.run = null;
  }
}
