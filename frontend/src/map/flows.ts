/** Lines that carry goods: bent aside, so that they part from each other, and as wide as their share. */
import type { Feature, Position } from 'geojson';
import type { LonLat } from '../state/url';

const STEPS = 24;
const BEND = 0.16;
const WIDTH_PX = { least: 2.2, most: 8 };

/** From `from` to `to` in an even curve; bent to the left of the way seen from the giver. */
export function bentLine([lon1, lat1]: LonLat, [lon2, lat2]: LonLat): Position[] {
  // Degrees of longitude are shorter than those of latitude; the bend must look the same everywhere.
  const squeeze = Math.max(0.1, Math.cos((((lat1 + lat2) / 2) * Math.PI) / 180));
  const [east, north] = [(lon2 - lon1) * squeeze, lat2 - lat1];
  const control = [
    (lon1 + lon2) / 2 - (north * BEND) / squeeze,
    (lat1 + lat2) / 2 + east * BEND,
  ] as const;
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const u = step / STEPS;
    const at = (a: number, b: number, c: number): number =>
      (1 - u) ** 2 * a + 2 * u * (1 - u) * b + u ** 2 * c;
    return [at(lon1, control[0], lon2), at(lat1, control[1], lat2)];
  });
}

export interface Flow {
  key: string;
  from: LonLat;
  /** Of all that is needed, 0 to 1. */
  share: number;
  /** Drawn as on the road, where the road is known. */
  path?: Position[] | null;
}

/** The widest last, so that it is drawn on top. */
export function flowsTo(place: LonLat, flows: Flow[]): Feature[] {
  const most = Math.max(...flows.map(({ share }) => share), 0.001);
  return [...flows]
    .sort((a, b) => a.share - b.share)
    .map(({ key, from, share, path }) => ({
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: path ?? bentLine(from, place) },
      properties: {
        role: 'line',
        key,
        width_px: WIDTH_PX.least + (WIDTH_PX.most - WIDTH_PX.least) * (share / most),
      },
    }));
}
