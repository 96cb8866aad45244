/** Draws what a tool has found: reach, lines, marks with ranks, a ring being drawn. */
import type { Feature, FeatureCollection } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { themes, type ThemeName } from '../style/tokens';
import { mapFontBold } from './basemap';

export const collect = (features: Feature[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features,
});

export function answerSources(
  answer: Feature[],
  reach: Feature[],
  picked: Feature[],
): Record<string, SourceSpecification> {
  return {
    reach: { type: 'geojson', data: collect(reach), tolerance: 0.2 },
    picked: { type: 'geojson', data: collect(picked), tolerance: 0.2 },
    answer: { type: 'geojson', data: collect(answer), tolerance: 0 },
  };
}

const role = (name: string): ExpressionSpecification => ['==', ['get', 'role'], name];

/** Lies under the marks: what is reached, what is not. */
export function reachLayers(theme: ThemeName, color: string): LayerSpecification[] {
  const colors = themes[theme];
  const tint = colors[color as keyof typeof colors] ?? colors.accent;
  return [
    {
      id: 'reach-outside',
      type: 'fill',
      source: 'reach',
      filter: role('outside'),
      paint: { 'fill-pattern': `hatch|${theme}` },
    },
    {
      id: 'reach-inside',
      type: 'fill',
      source: 'reach',
      filter: role('inside'),
      paint: { 'fill-color': tint, 'fill-opacity': 0.16 },
    },
    {
      id: 'reach-edge',
      type: 'line',
      source: 'reach',
      filter: role('inside'),
      paint: { 'line-color': tint, 'line-width': 1.2, 'line-opacity': 0.85 },
    },
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
  const line: LayerSpecification = {
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
  const focus: LayerSpecification = {
    id: 'answer-line-focus',
    type: 'line',
    source: 'answer',
    filter: ['==', ['get', 'key'], ''],
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': accent, 'line-width': ['+', 2, ['coalesce', ['get', 'width_px'], 3]] },
  };
  return [line, focus];
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
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
      'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'rank'], 0]],
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
    found,
    ranks,
    vertices,
  ];
}

export function answerLayers(theme: ThemeName): LayerSpecification[] {
  return [...shapes(theme), ...lines(theme), ...points(theme)];
}
