/** Draws people where they live, as discs whose area is how many: the served in the middle, those out of reach around. */
import type { Feature } from 'geojson';
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { themes, type ThemeName } from '../style/tokens';

/** Columns of people by class; each bin is a square of `cell_deg`. */
interface Bins {
  cell_deg: number;
  lon: number[];
  lat: number[];
  served: number[];
  in_reach_no_place: number[];
  out_of_reach: number[];
  most_people: number;
}

const WORLD_PX = 512;
const DEEPEST_ZOOM = 24;
/** A bin of few people is still seen. */
const LEAST = 0.12;
/** Discs of neighbours just do not touch. */
const FULL = 0.94;

const classes = ['served', 'in_reach_no_place', 'out_of_reach'] as const;

/** One disc a class and bin, each holding those before it, so that the ring that is seen is its own people. */
export function cellFeatures(bins: Bins): Feature[] {
  const room_px = ((bins.cell_deg / 360) * WORLD_PX * FULL) / 2;
  return bins.lon.flatMap((lon, at): Feature[] => {
    const counts = classes.map((name) => bins[name][at] ?? 0);
    const total = counts.reduce((sum, count) => sum + count, 0);
    if (total <= 0) return [];
    const whole = Math.max(LEAST, Math.sqrt(total / bins.most_people));
    const inner = (upTo: number) => counts.slice(0, upTo + 1).reduce((sum, one) => sum + one, 0);
    return classes.flatMap((name, turn): Feature[] => {
      if (!counts[turn]) return [];
      const radius_px = room_px * whole * Math.sqrt(inner(turn) / total);
      return [
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [lon, bins.lat[at] ?? 0] },
          properties: { role: name, radius_px },
        },
      ];
    });
  });
}

/** `radius_px` is at zoom 0; the map doubles it at every step, so that bins and discs grow together. */
const radius = [
  'interpolate',
  ['exponential', 2],
  ['zoom'],
  0,
  ['get', 'radius_px'],
  DEEPEST_ZOOM,
  ['*', ['get', 'radius_px'], 2 ** DEEPEST_ZOOM],
] as ExpressionSpecification;

export function cellLayers(theme: ThemeName): LayerSpecification[] {
  const colors = themes[theme];
  const tints = {
    out_of_reach: colors['people-out'],
    in_reach_no_place: colors['people-no-place'],
    served: colors['people-served'],
  };
  return Object.entries(tints).map(([name, color]) => ({
    id: `cells-${name.replaceAll('_', '-')}`,
    type: 'circle',
    source: 'cells',
    filter: ['==', ['get', 'role'], name],
    paint: { 'circle-radius': radius, 'circle-color': color, 'circle-opacity': 0.85 },
  }));
}
