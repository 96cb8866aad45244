/** How every question starts: about which layer, under which conditions. */
import type { Query } from '../api/client';
import type { Layer } from '../api/types';
import { canServe } from '../catalog/spec';
import { view } from '../state/view.svelte';
import { world } from '../state/world.svelte';

const FIRST_ASKED = 'depots';

/** A commander wants what can serve now; whoever wants all of it says so. */
export function firstFilters(layer: Layer): Record<string, string[]> {
  return canServe(layer) ? { usable: ['true'] } : {};
}

export function askAbout(layer: Layer): void {
  view.askAbout(layer.key, firstFilters(layer));
}

/** Sees to it that some layer is asked about which can answer the question. */
export function beginAsking(question: string, preferred = FIRST_ASKED): void {
  const answering = world.layersAnswering(question).filter(({ readable }) => readable);
  if (answering.some(({ key }) => key === view.shared.layer)) return;
  const first = answering.find(({ key }) => key === preferred) ?? answering[0];
  if (first) askAbout(first);
}

export function filterQuery(): Query {
  return { ...view.shared.filters };
}
