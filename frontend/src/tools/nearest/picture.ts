/** All that the nearest tool draws: dangers beneath, the ways, those left out, and the places found on top. */
import type { Feature } from 'geojson';
import type { Layer, RankedResource } from '../../api/types';
import { leftOutMark, markOf } from '../../map/features';
import { linesTo } from '../../map/lines';
import type { LonLat } from '../../state/url';
import type { ThemeName } from '../../style/tokens';

interface Drawn {
  layer: Layer;
  origin: LonLat;
  found: RankedResource[];
  leftOut: RankedResource[];
}

export function picture(dangers: Feature[], drawn: Drawn | null, theme: ThemeName): Feature[] {
  if (!drawn) return dangers;
  const { layer, origin, found, leftOut } = drawn;
  return [
    ...dangers,
    ...linesTo(origin, layer, found),
    ...leftOut.map((resource) => leftOutMark(layer, resource, theme)),
    ...found.map((resource) => markOf(layer, resource, theme)),
  ];
}
