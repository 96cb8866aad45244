/** The draggable points of a tool: where it asks from, and the rim of its circle. */
import { Marker, type Map as MapLibre } from 'maplibre-gl';
import { stage, type Handle } from './stage.svelte';

interface Placed {
  marker: Marker;
  handle: Handle;
  dragging: boolean;
}

function element(handle: Handle): HTMLElement {
  const dot = document.createElement('div');
  dot.className = `handle ${handle.kind}`;
  dot.title = handle.label;
  return dot;
}

function place(map: MapLibre, handle: Handle): Placed {
  const marker = new Marker({ element: element(handle), draggable: Boolean(handle.drag) });
  const placed: Placed = { marker, handle, dragging: false };
  const at = (): [number, number] => {
    const { lng, lat } = marker.getLngLat().wrap();
    return [lng, lat];
  };
  marker.on('dragstart', () => (placed.dragging = true));
  marker.on('drag', () => placed.handle.drag?.(at()));
  marker.on('dragend', () => {
    placed.dragging = false;
    placed.handle.drop?.(at());
  });
  marker.setLngLat(handle.at).addTo(map);
  return placed;
}

function update(placed: Placed, handle: Handle): void {
  placed.handle = handle;
  placed.marker.setDraggable(Boolean(handle.drag));
  placed.marker.getElement().title = handle.label;
  // The rim stays under the finger that drags it; the tool decides where it ends up.
  if (!placed.dragging) placed.marker.setLngLat(handle.at);
}

/** Keeps the markers on the map in step with `stage.handles`. */
export function keepHandles(currentMap: () => MapLibre | null): void {
  const placed = new Map<Handle['kind'], Placed>();
  $effect(() => {
    const map = currentMap();
    if (!map) return;
    const wanted = new Map(stage.handles.map((handle) => [handle.kind, handle]));
    for (const [kind, { marker }] of placed) {
      if (wanted.has(kind)) continue;
      marker.remove();
      placed.delete(kind);
    }
    for (const [kind, handle] of wanted) {
      const present = placed.get(kind);
      if (present) update(present, handle);
      else placed.set(kind, place(map, handle));
    }
  });
}
