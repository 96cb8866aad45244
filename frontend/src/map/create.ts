/** Makes the map: its worker, its limits, its manners. */
import * as maplibregl from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import type { StyleSpecification } from 'maplibre-gl';
import type { BBox } from '../api/types';
import type { Camera } from '../state/url';
import { fontStack } from '../style/tokens';
import { drawMarksOnDemand } from './images';

export interface MapStart {
  bounds: BBox;
  camera: Camera | null;
  style: StyleSpecification;
  /** False for a map that only follows another. */
  interactive?: boolean;
}

/** MapLibre draws with WebGL 2 only; without it there is no map to make. */
export function canDraw(): boolean {
  const probe = document.createElement('canvas').getContext('webgl2');
  probe?.getExtension('WEBGL_lose_context')?.loseContext();
  return probe !== null;
}

export function createMap(
  container: HTMLElement,
  { bounds, camera, style, interactive = true }: MapStart,
): maplibregl.Map {
  maplibregl.setWorkerUrl(workerUrl);
  const map = new maplibregl.Map({
    container,
    style,
    ...(camera
      ? { center: [camera.lon, camera.lat], zoom: camera.zoom }
      : { bounds, fitBoundsOptions: { padding: 40 } }),
    maxZoom: 19,
    minZoom: 2,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: interactive ? { compact: true } : false,
    interactive,
    localIdeographFontFamily: fontStack.join(','),
    // Tile addresses in our TileJSON may be relative; workers need whole ones.
    transformRequest: (url) => ({ url: new URL(url, location.origin).href }),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  drawMarksOnDemand(map);
  sayWhenAtRest(map);
  return map;
}

/** Tells the page, and who tests it, whether all that should be on the map is drawn. */
function sayWhenAtRest(map: maplibregl.Map): void {
  const say = (atRest: boolean) => () => map.getCanvas().setAttribute('aria-busy', String(!atRest));
  map.on('idle', say(true));
  map.on('movestart', say(false));
  map.on('dataloading', say(false));
}
