/** Colours areas by a share, and names the share beneath the area's name. */
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { shareRamp, themes, type ThemeName } from '../style/tokens';

export interface AreaShares {
  shares: Record<string, { share: number; text: string }>;
  /** Where one colour ends and the next begins, least first; one fewer than there are colours. */
  breaks: number[];
  /** Of the areas; not said where the ground's own tiles have them whenever they matter. */
  level?: string | null;
}

/** Levels that the ground's tiles leave out from far off, where there would be too many of them. */
const FINE = ['town', 'village'];
/** From so far off not even their colours can be told apart. */
const FINE_FROM_ZOOM = 7;

const fineLevel = (shown: AreaShares | null): string | null =>
  FINE.find((level) => level === shown?.level) ?? null;

/** The source with the areas that have shares. */
export function shareSource(shown: AreaShares | null): string {
  const level = fineLevel(shown);
  return level ? `areas-${level}` : 'areas';
}

/** Fine areas are fetched on their own, and only while they have shares. */
export function fineSources(shown: AreaShares | null): Record<string, SourceSpecification> {
  const level = fineLevel(shown);
  if (!level) return {};
  const tiles = [`${location.origin}/tiles/areas/{z}/{x}/{y}.mvt?level=${level}`];
  return {
    [shareSource(shown)]: { type: 'vector', tiles, minzoom: FINE_FROM_ZOOM, maxzoom: 14 },
  };
}

/** Colours of equal width, up to the share that gets the last one. */
export function evenBreaks(top: number): number[] {
  const steps = shareRamp.light.length;
  return Array.from({ length: steps - 1 }, (_, turn) => (top * (turn + 1)) / steps);
}

/** Which colour of the ramp a share gets; a share on a break belongs above it. */
export function rampStep(share: number, breaks: number[]): number {
  return breaks.filter((least) => share >= least).length;
}

export function shareLayers(shown: AreaShares | null, theme: ThemeName): LayerSpecification[] {
  if (!shown || Object.keys(shown.shares).length === 0) return [];
  const ramp = shareRamp[theme];
  const cases = Object.entries(shown.shares).flatMap(([code, { share }]) => [
    code,
    ramp[rampStep(share, shown.breaks)]!,
  ]);
  const color = ['match', ['get', 'code'], ...cases, 'transparent'];
  const own = ['in', ['get', 'code'], ['literal', Object.keys(shown.shares)]];
  return [
    {
      id: 'area-shares',
      type: 'fill',
      source: shareSource(shown),
      'source-layer': 'areas',
      filter: own as ExpressionSpecification,
      paint: {
        'fill-color': color as unknown as ExpressionSpecification,
        // Where the ground draws no border yet, one area still ends where the next begins.
        ...(fineLevel(shown) ? { 'fill-outline-color': themes[theme]['map-edge'] } : {}),
        // Near by, the ground is what one looks at; the colour is known by then.
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], 9, 0.55, 12, 0.28],
      },
    },
  ];
}

/** The outline of the area whose row is under the pointer. */
export function areaFocusLayer(shown: AreaShares | null, theme: ThemeName): LayerSpecification {
  return {
    id: 'area-focus',
    type: 'line',
    source: shareSource(shown),
    'source-layer': 'areas',
    filter: ['==', ['get', 'code'], ''],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': themes[theme].accent, 'line-width': 3 },
  };
}

/** The name of an area, and its share beneath where it has one. */
export function nameAndShare(
  name: ExpressionSpecification,
  shown: AreaShares | null,
): ExpressionSpecification {
  const shares = Object.entries(shown?.shares ?? {});
  if (shares.length === 0) return name;
  const cases = shares.flatMap(([code, { text }]) => [code, `\n${text}`]);
  const share = ['match', ['get', 'code'], ...cases, ''] as unknown as ExpressionSpecification;
  return ['concat', name, share];
}
