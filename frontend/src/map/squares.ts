/** Colours the squares of a grid by places per person; who has none, and whose figure is undefined, stand apart. */
import type { Feature } from 'geojson';
import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { shareRamp, themes, type ThemeName } from '../style/tokens';
import { rampStep } from './shares';

/** Columns by square; null is undefined. */
interface Squares {
  cell_deg: number;
  lon: number[];
  lat: number[];
  persons: number[];
  per_person: (number | null)[];
  none_in_reach: number[];
  undefined: number[];
}

/** The same for every question, so that two pictures can be compared: a place for all is the last one. */
export const PER_PERSON_BREAKS = [0.05, 0.15, 0.5, 1] as const;

/** `none` and `undefined`, or the step of the ramp. */
export type SquareKind = 'none' | 'undefined' | `${number}`;

/** Nobody of those for whom it is defined has a site in reach: not few places, none. */
export function kindOf(squares: Squares, at: number): SquareKind {
  const value = squares.per_person[at] ?? null;
  if (value === null) return 'undefined';
  const defined = squares.persons[at]! - squares.undefined[at]!;
  if (value === 0 && squares.none_in_reach[at]! >= defined - 0.01) return 'none';
  return `${rampStep(value, [...PER_PERSON_BREAKS])}`;
}

export function squareFeatures(squares: Squares): Feature[] {
  const half = squares.cell_deg / 2;
  return squares.lon.map((lon, at): Feature => {
    const lat = squares.lat[at]!;
    const [west, east, south, north] = [lon - half, lon + half, lat - half, lat + half];
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ];
    return {
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [ring] },
      properties: { kind: kindOf(squares, at) },
    };
  });
}

export function squareLayers(theme: ThemeName): LayerSpecification[] {
  const steps = shareRamp[theme].flatMap((color, step) => [`${step}`, color]);
  const none = themes[theme]['people-out'];
  const color = ['match', ['get', 'kind'], 'none', none, ...steps, 'transparent'];
  return [
    {
      id: 'squares',
      type: 'fill',
      source: 'squares',
      paint: {
        'fill-color': color as unknown as ExpressionSpecification,
        // Where nobody has a place is often most of the ground: it must not outshout the rest.
        'fill-opacity': ['match', ['get', 'kind'], 'none', 0.5, 0.78],
        'fill-antialias': false,
      },
    },
    {
      id: 'squares-undefined',
      type: 'line',
      source: 'squares',
      filter: ['==', ['get', 'kind'], 'undefined'],
      paint: { 'line-color': themes[theme].ink2, 'line-width': 1, 'line-dasharray': [2, 2] },
    },
  ];
}
