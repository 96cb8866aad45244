/** What the map shows of a plan: marks in the order of arrival, flows as wide as their share, sources beyond the deadline. */
import type { Feature } from 'geojson';
import type { FillAnswer, FillDepot, Layer, RankedResource } from '../../api/types';
import { keyOf, markOf } from '../../map/features';
import { bentLine, flowsTo } from '../../map/flows';
import type { LonLat } from '../../state/url';
import type { ThemeName } from '../../style/tokens';
import type { Giver } from './plan';

const at = ({ lon, lat }: FillDepot): LonLat => [lon, lat];

function mark(layer: Layer, depot: FillDepot, rank: number | undefined, theme: ThemeName): Feature {
  const { code, name, name_en } = depot;
  const resource: RankedResource = {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: at(depot) },
    properties: { code, name, name_en, rank, distance_m: 0, bearing_deg: null },
  };
  return markOf(layer, resource, theme);
}

export function planFeatures(
  layer: Layer,
  { query, short }: FillAnswer,
  givers: Giver[],
  theme: ThemeName,
): Feature[] {
  const place: LonLat = [query.lon, query.lat];
  const giving = new Set(givers.map(({ depot }) => depot.code));
  const sources = short
    .map(({ nearest_source }) => nearest_source?.depot)
    .filter((depot) => depot !== undefined && !giving.has(depot.code)) as FillDepot[];
  const flows = givers.map(({ depot, share }) => ({
    key: keyOf(layer.key, depot.code),
    from: at(depot),
    share,
  }));
  return [
    ...sources.map((depot): Feature => ({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: bentLine(at(depot), place) },
      properties: { role: 'draft' },
    })),
    ...flowsTo(place, flows),
    ...sources.map((depot) => mark(layer, depot, undefined, theme)),
    ...givers.map(({ depot, turn }) => mark(layer, depot, turn, theme)),
  ];
}

export function planPoints({ query }: FillAnswer, givers: Giver[]): LonLat[] {
  return [[query.lon, query.lat], ...givers.map(({ depot }) => at(depot))];
}
