/** What clicks and moves on the map mean: a place to open, a cluster to enter, or a point for the tool at hand. */
import type { Map as MapLibre, MapGeoJSONFeature, MapMouseEvent, PointLike } from 'maplibre-gl';
import type { LonLat } from '../state/url';
import { view } from '../state/view.svelte';
import { world } from '../state/world.svelte';
import { clusterLayerId, placeLayerId } from './resources';
import { stage } from './stage.svelte';

export interface Hover {
  x: number;
  y: number;
  layer: string;
  properties: Record<string, unknown>;
  isCluster: boolean;
}

export const hovering = $state<{ at: Hover | null }>({ at: null });

const coarse = matchMedia('(pointer: coarse)');
const CLUSTER_ZOOM_STEP = 2;

interface Hit {
  kind: 'place' | 'cluster';
  layer: string;
  feature: MapGeoJSONFeature;
}

function hitAt(map: MapLibre, { x, y }: { x: number; y: number }): Hit | null {
  const reach_px = coarse.matches ? 10 : 3;
  const box: [PointLike, PointLike] = [
    [x - reach_px, y - reach_px],
    [x + reach_px, y + reach_px],
  ];
  const kinds = new Map<string, Pick<Hit, 'kind' | 'layer'>>();
  for (const { key, geometry } of world.layers) {
    if (key === 'areas') continue;
    kinds.set(placeLayerId(key), { kind: 'place', layer: key });
    if (geometry === 'point') kinds.set(clusterLayerId(key), { kind: 'cluster', layer: key });
  }
  const drawn = ['answer-marks', 'answer-left-out', ...kinds.keys()].filter((id) =>
    map.getLayer(id),
  );
  const [feature] = map.queryRenderedFeatures(box, { layers: drawn });
  if (!feature) return null;
  const kind = kinds.get(feature.layer.id) ?? {
    kind: 'place' as const,
    layer: String(feature.properties.layer),
  };
  return { ...kind, feature };
}

function enter(map: MapLibre, feature: MapGeoJSONFeature): void {
  if (feature.geometry.type !== 'Point') return;
  const [lon = 0, lat = 0] = feature.geometry.coordinates;
  map.easeTo({ center: [lon, lat], zoom: map.getZoom() + CLUSTER_ZOOM_STEP });
}

function click(map: MapLibre, event: MapMouseEvent): void {
  const at: LonLat = [event.lngLat.wrap().lng, event.lngLat.lat];
  const taker = stage.taker;
  if (taker?.exclusive) return taker.click(at);
  const hit = hitAt(map, event.point);
  if (hit?.kind === 'place') {
    const code = String(hit.feature.properties.code);
    if (!taker?.open?.(hit.layer, code)) view.pick({ layer: hit.layer, code });
  } else if (hit?.kind === 'cluster') enter(map, hit.feature);
  else if (taker) taker.click(at);
  else view.pick(null);
}

function move(map: MapLibre, event: MapMouseEvent): void {
  const at: LonLat = [event.lngLat.wrap().lng, event.lngLat.lat];
  stage.pointer = at;
  stage.taker?.move?.(at);
  const hit = stage.taker?.exclusive ? null : hitAt(map, event.point);
  hovering.at = hit && {
    x: event.point.x,
    y: event.point.y,
    layer: hit.layer,
    properties: hit.feature.properties,
    isCluster: hit.kind === 'cluster',
  };
  stage.focus =
    hit?.kind === 'place' ? `${hit.layer}:${String(hit.feature.properties.code)}` : null;
  map.getCanvas().style.cursor = hit ? 'pointer' : stage.taker ? 'crosshair' : '';
}

function leave(): void {
  stage.pointer = null;
  hovering.at = null;
  stage.focus = null;
}

function reportCamera(map: MapLibre): void {
  const { lng, lat } = map.getCenter();
  stage.centre = [lng, lat];
  stage.zoom = map.getZoom();
}

export function wirePointer(map: MapLibre): void {
  map.on('click', (event) => click(map, event));
  map.on('mousemove', (event) => move(map, event));
  map.on('mouseout', leave);
  map.on('dblclick', (event) => {
    if (!stage.taker?.doubleClick) return;
    event.preventDefault();
    stage.taker.doubleClick([event.lngLat.lng, event.lngLat.lat]);
  });
  map.on('move', () => reportCamera(map));
  map.on('moveend', () => {
    const { lng, lat } = map.getCenter();
    view.shared.camera = { lon: lng, lat, zoom: map.getZoom() };
  });
  reportCamera(map);
}
