/** Draws any layer of places from its catalog entry alone: marks, clusters, names. */
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
} from 'maplibre-gl';
import type { Layer } from '../api/types';
import { canServe } from '../catalog/spec';
import type { LanguageCode } from '../i18n/language.svelte';
import { themes, type ThemeName } from '../style/tokens';
import { localName, mapFont } from './basemap';
import { clusterName, pinName } from './images';

export interface Drawing {
  theme: ThemeName;
  language: LanguageCode;
  /** An answer is on the map: everything else steps back, the layer asked about least. */
  emphasis: { asked: string | null; own: number } | null;
}

const BACKGROUND_OPACITY = 0.3;

function opacityOf(layer: Layer, { emphasis }: Drawing): number {
  if (!emphasis) return 1;
  return layer.key === emphasis.asked ? emphasis.own : BACKGROUND_OPACITY;
}

const isCluster: FilterSpecification = ['==', ['get', 'cluster'], true];
const isPlace: FilterSpecification = ['!=', ['get', 'cluster'], true];

/** Kinds whose clusters sit at one spot are drawn side by side: pixels from the spot, by turn. */
const CLUSTER_SEATS: [number, number][] = [
  [-10, -10],
  [10, -10],
  [-10, 10],
  [10, 10],
  [0, 0],
];

export const placeLayerId = (key: string): string => `${key}-places`;
export const clusterLayerId = (key: string): string => `${key}-clusters`;
export const sourceId = (key: string): string => `at-${key}`;

export function resourceSource(layer: Layer): SourceSpecification {
  return { type: 'vector', url: new URL(layer.tiles, location.origin).href };
}

/** The colour's name for one feature: by grade where the layer has grades. */
export function colorExpression({ style }: Layer): ExpressionSpecification | string {
  if (!style.color_by) return style.color;
  const { field, colors } = style.color_by;
  const cases = Object.entries(colors).flat();
  return ['match', ['get', field], ...cases, style.color] as unknown as ExpressionSpecification;
}

function places(layer: Layer, drawing: Drawing): LayerSpecification {
  const { shape, icon } = layer.style;
  const { theme } = drawing;
  const usable: ExpressionSpecification = ['case', ['==', ['get', 'usable'], false], 'off', 'on'];
  const state = canServe(layer) ? usable : 'on';
  return {
    id: placeLayerId(layer.key),
    type: 'symbol',
    source: sourceId(layer.key),
    'source-layer': layer.key,
    filter: isPlace,
    layout: {
      'icon-image': ['concat', pinName(theme, shape, icon), colorExpression(layer), '|', state],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 7, 0.68, 10, 0.86, 13, 1.1],
      'icon-allow-overlap': true,
      'icon-padding': 0,
    },
    paint: { 'icon-opacity': opacityOf(layer, drawing) },
  };
}

function names(layer: Layer, drawing: Drawing): LayerSpecification {
  const { theme, language } = drawing;
  const colors = themes[theme];
  return {
    id: `${layer.key}-names`,
    type: 'symbol',
    source: sourceId(layer.key),
    'source-layer': layer.key,
    filter: isPlace,
    minzoom: 11.5,
    layout: {
      'text-field': localName(language),
      'text-font': mapFont,
      'text-size': 12,
      'text-anchor': 'top',
      'text-offset': [0, 1.05],
      'text-max-width': 9,
    },
    paint: {
      'text-color': colors.ink2,
      'text-halo-color': colors['map-halo'],
      'text-halo-width': 1.5,
      'text-opacity': opacityOf(layer, drawing),
    },
  };
}

/** Counts as short as a mark has room for: 1,234 and then 12k or 1.2万. */
function shortCount(language: LanguageCode): ExpressionSpecification {
  const count: ExpressionSpecification = ['get', 'count'];
  const unit = language === 'zh' ? 10_000 : 1000;
  const word = language === 'zh' ? '万' : 'k';
  const scaled: ExpressionSpecification = [
    'number-format',
    ['/', count, unit],
    { 'max-fraction-digits': 1 },
  ];
  const plain: ExpressionSpecification = ['number-format', count, { locale: language }];
  return ['case', ['>=', count, 10_000], ['concat', scaled, word], plain];
}

/** A cluster of a graded layer is a ring that shows the share of each grade, in twelfths. */
function sharesImage(layer: Layer, theme: ThemeName): ExpressionSpecification | null {
  const graded = layer.style.color_by;
  if (!graded) return null;
  const parts = Object.entries(graded.colors).flatMap(([value, color]) => {
    const members: ExpressionSpecification = ['coalesce', ['get', `count_${value}`], 0];
    const twelfths: ExpressionSpecification = [
      'to-string',
      ['round', ['*', 12, ['/', members, ['max', 1, ['get', 'count']]]]],
    ];
    return [`|${color}:`, twelfths];
  });
  return ['concat', `ring|${theme}`, ...parts] as ExpressionSpecification;
}

function clusters(layer: Layer, drawing: Drawing, turn: number): LayerSpecification {
  const { theme, language } = drawing;
  const { shape, color } = layer.style;
  const seat = CLUSTER_SEATS[turn % CLUSTER_SEATS.length] ?? [0, 0];
  // Counts of what nobody asked about would only stand in the answer's way.
  const aside = drawing.emphasis !== null && drawing.emphasis.asked !== layer.key;
  const opacity = opacityOf(layer, drawing);
  const isLow = shape === 'triangle' && !layer.style.color_by;
  return {
    id: clusterLayerId(layer.key),
    type: 'symbol',
    source: sourceId(layer.key),
    'source-layer': layer.key,
    filter: isCluster,
    layout: {
      visibility: aside ? 'none' : 'visible',
      'icon-image': sharesImage(layer, theme) ?? clusterName(theme, shape) + color,
      'icon-size': ['interpolate', ['linear'], ['get', 'count'], 2, 0.9, 100, 1.15, 5000, 1.5],
      'icon-allow-overlap': true,
      'text-allow-overlap': true,
      'text-field': shortCount(language),
      'text-font': mapFont,
      'text-size': 11.5,
      'text-offset': [0, isLow ? 0.35 : 0],
    },
    paint: {
      'icon-translate': seat,
      'text-translate': seat,
      'icon-opacity': opacity,
      'text-opacity': opacity,
      'text-color': themes[theme].ink,
    },
  };
}

/** Areas of a polygon layer that is not the ground itself. */
function surfaces(layer: Layer, { theme }: Drawing): LayerSpecification[] {
  const colors = themes[theme];
  const color = colors[layer.style.color as keyof typeof colors] ?? colors.other;
  const base = { source: sourceId(layer.key), 'source-layer': layer.key };
  return [
    {
      id: placeLayerId(layer.key),
      type: 'fill',
      ...base,
      paint: { 'fill-color': color, 'fill-opacity': 0.14 },
    },
    {
      id: `${layer.key}-edge`,
      type: 'line',
      ...base,
      paint: { 'line-color': color, 'line-width': 1.5 },
    },
  ];
}

export function resourceLayers(layer: Layer, drawing: Drawing, turn: number): LayerSpecification[] {
  if (layer.geometry === 'polygon') return surfaces(layer, drawing);
  return [names(layer, drawing), places(layer, drawing), clusters(layer, drawing, turn)];
}
