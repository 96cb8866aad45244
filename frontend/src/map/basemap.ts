/** The ground: administrative areas from our own tiles, or an online base map below their borders. */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { BaseMap } from '../api/types';
import type { LanguageCode } from '../i18n/language.svelte';
import { fontStack, themes, type ThemeName } from '../style/tokens';

export interface Ground {
  theme: ThemeName;
  language: LanguageCode;
  base: BaseMap | null;
  /** The area chosen in the header, drawn brighter and outlined. */
  area: string | null;
}

/** Chinese, Latin and any other script are drawn by the browser: the style has no `glyphs`. */
export const mapFont = fontStack;
/** MapLibre reads the weight from the first name; the family itself need not exist. */
export const mapFontBold = ['Bold', ...fontStack];

export function groundSources(ground: Ground): Record<string, SourceSpecification> {
  const sources: Record<string, SourceSpecification> = {
    areas: { type: 'vector', url: `${location.origin}/tiles/areas.json` },
  };
  if (ground.base) {
    const { tiles, attribution, max_zoom } = ground.base;
    sources.base = { type: 'raster', tiles, tileSize: 256, attribution, maxzoom: max_zoom };
  }
  return sources;
}

const level = ['get', 'level'] as ExpressionSpecification;

export function groundFills({ theme, base, area }: Ground): LayerSpecification[] {
  const colors = themes[theme];
  const background: LayerSpecification = {
    id: 'void',
    type: 'background',
    paint: { 'background-color': colors['map-void'] },
  };
  if (base) return [background, { id: 'base', type: 'raster', source: 'base' }];
  const land: LayerSpecification = {
    id: 'land',
    type: 'fill',
    source: 'areas',
    'source-layer': 'areas',
    paint: { 'fill-color': colors['map-land'], 'fill-antialias': false },
  };
  const home: LayerSpecification = {
    id: 'home',
    type: 'fill',
    source: 'areas',
    'source-layer': 'areas',
    filter: ['==', ['get', 'code'], area ?? ''],
    paint: { 'fill-color': colors['map-home'] },
  };
  return [background, land, home];
}

function border(
  ground: Ground,
  name: string,
  minzoom: number,
  width_px: [number, number],
  strong: boolean,
): LayerSpecification {
  const colors = themes[ground.theme];
  return {
    id: `border-${name}`,
    type: 'line',
    source: 'areas',
    'source-layer': 'areas',
    minzoom,
    filter: ['==', level, name],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': colors[strong ? 'map-edge-strong' : 'map-edge'],
      'line-width': ['interpolate', ['linear'], ['zoom'], 4, width_px[0], 11, width_px[1]],
    },
  };
}

export function groundBorders(ground: Ground): LayerSpecification[] {
  const chosen: LayerSpecification = {
    id: 'border-chosen',
    type: 'line',
    source: 'areas',
    'source-layer': 'areas',
    filter: ['==', ['get', 'code'], ground.area ?? ''],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': themes[ground.theme]['line-strong'],
      'line-width': ['interpolate', ['linear'], ['zoom'], 5, 1, 11, 2],
    },
  };
  return [
    border(ground, 'village', 12, [0.5, 0.8], false),
    border(ground, 'town', 10, [0.5, 0.8], false),
    border(ground, 'county', 6, [0.4, 1.2], false),
    border(ground, 'city', 4, [0.5, 1.5], true),
    border(ground, 'province', 0, [0.8, 2], true),
    chosen,
  ];
}

/** What a feature of our tiles is called in the page's language. */
export function localName(language: LanguageCode): ExpressionSpecification {
  const zh: ExpressionSpecification = ['get', 'name'];
  const en: ExpressionSpecification = ['coalesce', ['get', 'name_en'], ''];
  return language === 'zh' ? zh : ['case', ['==', en, ''], zh, en];
}

/** Labels of one level, shown while they help and gone when their children take over. */
function labels(
  ground: Ground,
  name: string,
  zooms: [from: number, to: number],
  size_px: number,
  text: ExpressionSpecification,
): LayerSpecification {
  const colors = themes[ground.theme];
  return {
    id: `label-${name}`,
    type: 'symbol',
    source: 'areas',
    'source-layer': 'area_labels',
    minzoom: zooms[0],
    maxzoom: zooms[1],
    filter: ['==', level, name],
    layout: {
      'text-field': text,
      'text-font': mapFont,
      'text-size': ['interpolate', ['linear'], ['zoom'], zooms[0], size_px, zooms[1], size_px + 4],
      'text-letter-spacing': 0.08,
      'text-max-width': 8,
      'text-padding': 6,
    },
    paint: {
      'text-color': colors['map-label'],
      'text-halo-color': colors['map-halo'],
      'text-halo-width': 1.6,
    },
  };
}

export function labelLayers(
  ground: Ground,
  /** What stands at counties and towns, which answers are about. */
  text: ExpressionSpecification,
): LayerSpecification[] {
  const name = localName(ground.language);
  return [
    labels(ground, 'town', [11, 24], 12, text),
    labels(ground, 'county', [7.2, 14], 13, text),
    labels(ground, 'city', [5, 8], 13, name),
    labels(ground, 'province', [2, 6.5], 13, name),
  ];
}
