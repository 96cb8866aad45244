/** The ways from where one asks to what was found. Apart from `features.ts`, so that only the tools fetch the geodesics. */
import type { Feature } from 'geojson';
import type { Layer, RankedResource } from '../api/types';
import type { LonLat } from '../state/url';
import { keyOf, lonLatOf } from './features';
import { shortestLine } from './geodesic';

/** The road where it is known, else a straight line; a line that only stands for an estimated way is broken. */
export function linesTo(origin: LonLat, layer: Layer, found: RankedResource[]): Feature[] {
  // Nearest last, so that it is drawn on top.
  return found
    .map((resource): Feature => {
      const { code, rank, basis } = resource.properties;
      const role = basis === 'estimate' && !resource.route ? 'estimate' : 'line';
      return {
        type: 'Feature',
        geometry: resource.route ?? shortestLine(origin, lonLatOf(resource)),
        properties: { role, key: keyOf(layer.key, code), rank },
      };
    })
    .reverse();
}
