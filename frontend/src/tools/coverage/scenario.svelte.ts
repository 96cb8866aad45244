/** The scenario at hand: what the page shares of it, where its sites stand, and clicks on the map that add one. */
import { SvelteMap } from 'svelte/reactivity';
import * as api from '../../api/endpoints';
import type { Layer, Resource } from '../../api/types';
import { leftOutMark, markOf } from '../../map/features';
import { stage } from '../../map/stage.svelte';
import { theme } from '../../state/theme.svelte';
import { hasChanges, type AddedSite } from '../../state/url';
import { view } from '../../state/view.svelte';
import type { RankedResource } from '../../api/types';
import { nothingChanged, type Edit } from './whatif';

export function change(edit: (now: Edit) => Edit): void {
  const { close, add, places } = view.shared.coverage;
  Object.assign(view.shared.coverage, edit({ close, add, places }));
}

export function clearScenario(): void {
  change(nothingChanged);
  Object.assign(view.shared.coverage, { scenario: null, shown: 'scenario' });
}

/** The sites of the register that a scenario speaks of. */
class Spoken {
  readonly known = new SvelteMap<string, Resource>();
  #asked = new Set<string>();

  of(layer: string, code: string): Resource | undefined {
    return this.known.get(`${layer}:${code}`);
  }

  need(layer: string, codes: string[]): void {
    for (const code of codes) {
      const key = `${layer}:${code}`;
      if (this.#asked.has(key)) continue;
      this.#asked.add(key);
      void api
        .getResource(layer, code, new AbortController().signal)
        .then((found) => this.known.set(key, found))
        // A site that is gone stays in the list by its code; the server says so in its answer.
        .catch(() => {});
    }
  }
}

export const spoken = new Spoken();

function addedSite({ lon, lat, name }: AddedSite, turn: number): RankedResource {
  const properties = {
    code: `+${turn + 1}`,
    name,
    rank: turn + 1,
    distance_m: 0,
    bearing_deg: null,
  };
  return { type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties };
}

/** What the scenario changes, on the map: added sites as results, closed ones hollow. Call while the panel is set up. */
export function drawScenario(
  currentLayer: () => Layer | null,
  more: () => typeof stage.answer,
): void {
  $effect(() => {
    const layer = currentLayer();
    const { coverage } = view.shared;
    if (layer) spoken.need(layer.key, [...coverage.close, ...Object.keys(coverage.places)]);
  });
  $effect(() => {
    const layer = currentLayer();
    const { coverage } = view.shared;
    if (!layer || !hasChanges(coverage) || coverage.shown === 'today') {
      stage.answer = more();
      return;
    }
    const found = (codes: string[]) =>
      codes.flatMap((code) => (spoken.of(layer.key, code) as RankedResource | undefined) ?? []);
    stage.answer = [
      ...more(),
      ...found(coverage.close).map((one) => leftOutMark(layer, one, theme.name)),
      ...found(Object.keys(coverage.places)).map((one) => markOf(layer, one, theme.name)),
      ...coverage.add.map((site, turn) => markOf(layer, addedSite(site, turn), theme.name)),
    ];
  });
}

/** While it is on, each click on the map adds a site. */
export class Adding {
  on = $state(false);

  /** Call while the part is set up. */
  constructor(place: (lon: number, lat: number) => void) {
    $effect(() => {
      if (!this.on) return;
      stage.taker = {
        exclusive: true,
        click: ([lon, lat]) => place(Number(lon.toFixed(6)), Number(lat.toFixed(6))),
      };
      return () => (stage.taker = null);
    });
  }

  keydown = (event: KeyboardEvent): void => {
    if (!this.on || event.key !== 'Escape') return;
    event.stopPropagation();
    this.on = false;
  };
}
