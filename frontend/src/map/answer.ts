/** Draws what a tool has found: reach, ways, marks with ranks, dangers, a ring being drawn. */
import type { Feature, FeatureCollection } from 'geojson';
import type {
  ExpressionSpecification,
  LayerSpecification,
  LineLayerSpecification,
  SourceSpecification,
} from 'maplibre-gl';
import { themes, type ThemeName } from '../style/tokens';
import { mapFontBold } from './basemap';

export const collect = (features: Feature[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features,
});

export interface Drawn {
  answer: Feature[];
  reach: Feature[];
  cells: Feature[];
  squares: Feature[];
  picked: Feature[];
}

export function answerSources({
  answer,
  reach,
  cells,
  squares,
  picked,
}: Drawn): Record<string, SourceSpecification> {
  return {
    cells: { type: 'geojson', data: collect(cells), tolerance: 0 },
    squares: { type: 'geojson', data: collect(squares), tolerance: 0 },
    reach: { type: 'geojson', data: collect(reach), tolerance: 0.2 },
    picked: { type: 'geojson', data: collect(picked), tolerance: 0.2 },
    answer: { type: 'geojson', data: collect(answer), tolerance: 0 },
  };
}

export const role = (name: string): ExpressionSpecification => ['==', ['get', 'role'], name];

function dangers(theme: ThemeName): LayerSpecification[] {
  const { incident } = themes[theme];
  const common = { source: 'answer', filter: role('danger') };
  const paint = { 'line-color': incident, 'line-width': 1.5, 'line-dasharray': [3, 2] };
  return [
    {
      id: 'answer-danger',
      type: 'fill',
      ...common,
      paint: { 'fill-color': incident, 'fill-opacity': 0.14 },
    },
    { id: 'answer-danger-edge', type: 'line', ...common, paint },
  ];
}

function shapes(theme: ThemeName): LayerSpecification[] {
  const { accent } = themes[theme];
  const disc: LayerSpecification = {
    id: 'answer-disc',
    type: 'fill',
    source: 'answer',
    filter: role('disc'),
    paint: { 'fill-color': accent, 'fill-opacity': 0.1 },
  };
  const edge: LayerSpecification = {
    id: 'answer-disc-edge',
    type: 'line',
    source: 'answer',
    filter: ['any', role('disc'), role('ring')],
    paint: { 'line-color': accent, 'line-width': 2 },
  };
  const draft: LayerSpecification = {
    id: 'answer-draft',
    type: 'line',
    source: 'answer',
    filter: role('draft'),
    paint: { 'line-color': accent, 'line-width': 2, 'line-dasharray': [2, 1.5] },
  };
  return [disc, edge, draft];
}

function lines(theme: ThemeName): LayerSpecification[] {
  const { accent } = themes[theme];
  const first: ExpressionSpecification = ['==', ['get', 'rank'], 1];
  const line: LineLayerSpecification = {
    id: 'answer-lines',
    type: 'line',
    source: 'answer',
    filter: role('line'),
    layout: { 'line-cap': 'round' },
    paint: {
      'line-color': accent,
      'line-width': ['coalesce', ['get', 'width_px'], ['case', first, 3, 1.8]],
      'line-opacity': ['case', ['any', first, ['has', 'width_px']], 0.8, 0.62],
    },
  };
  const estimate: LayerSpecification = {
    ...line,
    id: 'answer-lines-estimate',
    filter: role('estimate'),
    layout: {},
    paint: { ...line.paint, 'line-dasharray': [2.4, 1.8] },
  };
  const focus: LayerSpecification = {
    id: 'answer-line-focus',
    type: 'line',
    source: 'answer',
    filter: ['==', ['get', 'key'], ''],
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': accent, 'line-width': ['+', 2, ['coalesce', ['get', 'width_px'], 3]] },
  };
  return [line, estimate, focus];
}

export const halo = (
  id: string,
  source: string,
  filter: ExpressionSpecification,
  color: string,
): LayerSpecification => ({
  id,
  type: 'circle',
  source,
  filter,
  paint: {
    'circle-radius': 21,
    'circle-color': color,
    'circle-opacity': 0.16,
    'circle-stroke-color': color,
    'circle-stroke-width': 2,
  },
});

function points(theme: ThemeName): LayerSpecification[] {
  const colors = themes[theme];
  const vertices: LayerSpecification = {
    id: 'answer-vertices',
    type: 'circle',
    source: 'answer',
    filter: role('vertex'),
    paint: {
      'circle-radius': 5,
      'circle-color': colors.bg,
      'circle-stroke-color': colors.accent,
      'circle-stroke-width': 2.5,
    },
  };
  const found: LayerSpecification = {
    id: 'answer-marks',
    type: 'symbol',
    source: 'answer',
    filter: role('mark'),
    layout: {
      'icon-image': ['get', 'image'],
      'icon-size': ['coalesce', ['get', 'size'], 1],
      'icon-offset': ['case', ['has', 'lifted'], ['literal', [0, -32]], ['literal', [0, 0]]],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'rank'], 0]],
    },
  };
  const leftOut: LayerSpecification = {
    id: 'answer-left-out',
    type: 'symbol',
    source: 'answer',
    filter: role('left-out'),
    layout: {
      'icon-image': ['get', 'image'],
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  };
  const ranks: LayerSpecification = {
    id: 'answer-ranks',
    type: 'symbol',
    source: 'answer',
    filter: ['all', role('mark'), ['has', 'rank']],
    layout: {
      'text-field': ['to-string', ['get', 'rank']],
      'text-font': mapFontBold,
      'text-size': 14,
      'text-offset': [1.25, -0.95],
      'text-allow-overlap': true,
      'text-ignore-placement': true,
    },
    paint: {
      'text-color': colors.accent,
      'text-halo-color': colors['pin-rim'],
      'text-halo-width': 2.4,
    },
  };
  return [
    halo('answer-point-focus', 'answer', ['==', ['get', 'key'], ''], colors.accent),
    leftOut,
    found,
    ranks,
    vertices,
  ];
}

export function answerLayers(theme: ThemeName): LayerSpecification[] {
  return [...dangers(theme), ...shapes(theme), ...lines(theme), ...points(theme)];
}
