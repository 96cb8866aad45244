/** Keeps a map in step with what it should show: the style as data, and each source by itself. */
import type { Feature } from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { untrack } from 'svelte';
import { collect, type Drawn } from './answer';
import { composeStyle, type Picture } from './compose';

export type Frame = Omit<Picture, keyof Drawn>;

const SOURCES = ['answer', 'reach', 'cells', 'squares', 'picked'] as const;

/** Call while a component is set up; `currentMap` is null until its style is there. */
export function keepDrawn(
  currentMap: () => MapLibre | null,
  frame: () => Frame,
  drawn: () => Drawn,
): void {
  // MapLibre works out what has changed since the last style.
  $effect(() => {
    const now = frame();
    const style = composeStyle({ ...now, ...untrack(drawn) });
    currentMap()?.setStyle(style, { diff: true });
  });
  for (const name of SOURCES) {
    const features = $derived<Feature[]>(drawn()[name]);
    $effect(() => {
      currentMap()?.getSource<GeoJSONSource>(name)?.setData(collect(features));
    });
  }
}
