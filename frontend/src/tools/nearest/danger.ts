/** Ground to keep out of, as the map shows it; the server decides what lies in it. */
import type { Feature } from 'geojson';
import type { Resource } from '../../api/types';
import { lonLatOf, polygonOf } from '../../map/features';
import { disc } from '../../map/geodesic';
import type { LonLat } from '../../state/url';

/** States in which a hazard point or an incident endangers nobody any more. */
const OVER = ['closed', 'rejected'];

function ground(geometry: Feature['geometry']): Feature {
  return { type: 'Feature', geometry, properties: { role: 'danger' } };
}

export const dangerOfRing = (ring: LonLat[]): Feature => ground(polygonOf(ring));

/** The outline of a hazard point or an incident, or else the circle of its radius of effect. */
export function dangerOf(resource: Resource): Feature | null {
  const { outline, effect_radius_m } = resource.properties;
  if (outline) return ground(outline as Feature['geometry']);
  if (typeof effect_radius_m !== 'number') return null;
  return ground(disc(lonLatOf(resource), effect_radius_m).geometry);
}

export function dangersOf(resources: Resource[]): Feature[] {
  return resources
    .filter(({ properties }) => !OVER.includes(String(properties.status)))
    .map(dangerOf)
    .filter((danger) => danger !== null);
}
