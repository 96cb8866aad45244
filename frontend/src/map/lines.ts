/** Lines from where one asks to what was found. Apart from `features.ts`, so that only the tools fetch the geodesics. */
import type { Feature } from 'geojson';
import type { Layer, RankedResource } from '../api/types';
import type { LonLat } from '../state/url';
import { keyOf, lonLatOf } from './features';
import { shortestLine } from './geodesic';

export function linesTo(origin: LonLat, layer: Layer, found: RankedResource[]): Feature[] {
  // Nearest last, so that it is drawn on top.
  return found
    .map((resource): Feature => {
      const { code, rank } = resource.properties;
      return {
        type: 'Feature',
        geometry: shortestLine(origin, lonLatOf(resource)),
        properties: { role: 'line', key: keyOf(layer.key, code), rank },
      };
    })
    .reverse();
}
