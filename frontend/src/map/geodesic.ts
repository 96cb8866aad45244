/** Distances and circles on the WGS 84 ellipsoid (Karney's method), for drawing; the server decides who is inside. */
import geodesic from 'geographiclib-geodesic';
import type { Feature, LineString, Polygon } from 'geojson';
import type { LonLat } from '../state/url';

const wgs84 = geodesic.Geodesic.WGS84;
const CIRCLE_CORNERS = 128;

export function distanceBetween([lon1, lat1]: LonLat, [lon2, lat2]: LonLat): number {
  return wgs84.Inverse(lat1, lon1, lat2, lon2).s12 ?? 0;
}

/** The point `distance_m` from `from` towards `bearing_deg`; longitude is not wrapped, so rings stay whole. */
export function pointAt([lon, lat]: LonLat, bearing_deg: number, distance_m: number): LonLat {
  const mask = geodesic.Geodesic.STANDARD | geodesic.Geodesic.LONG_UNROLL;
  const end = wgs84.Direct(lat, lon, bearing_deg, distance_m, mask);
  return [end.lon2 ?? lon, end.lat2 ?? lat];
}

export function disc(centre: LonLat, radius_m: number): Feature<Polygon> {
  const ring: LonLat[] = [];
  for (let corner = 0; corner <= CIRCLE_CORNERS; corner += 1) {
    ring.push(pointAt(centre, (-360 * corner) / CIRCLE_CORNERS, radius_m));
  }
  return {
    type: 'Feature',
    properties: { role: 'disc' },
    geometry: { type: 'Polygon', coordinates: [ring] },
  };
}

/** The shortest line on the ground, with enough corners to look right on a flat map. */
export function shortestLine(from: LonLat, to: LonLat): LineString {
  const line = wgs84.InverseLine(from[1], from[0], to[1], to[0]);
  const length_m = line.s13 ?? 0;
  const steps = Math.max(1, Math.min(64, Math.ceil(length_m / 50_000)));
  const corners: LonLat[] = [];
  for (let step = 0; step <= steps; step += 1) {
    const at = line.Position(
      (length_m * step) / steps,
      geodesic.Geodesic.STANDARD | geodesic.Geodesic.LONG_UNROLL,
    );
    corners.push([at.lon2 ?? to[0], at.lat2 ?? to[1]]);
  }
  return { type: 'LineString', coordinates: corners };
}
