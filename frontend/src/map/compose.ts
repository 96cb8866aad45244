/** The whole picture, as one style: ground, reach, places, names, answer — in this order, decided here. */
import type { Feature } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Layer } from '../api/types';
import { shareRamp } from '../style/tokens';
import { answerLayers, answerSources } from './answer';
import {
  localName,
  groundBorders,
  groundFills,
  groundSources,
  labelLayers,
  type Ground,
} from './basemap';
import { pickedLayers } from './picked';
import { reachLayers } from './reach';
import { resourceLayers, resourceSource, sourceId, type Drawing } from './resources';

/** Sub-areas coloured by a share; `top` is the share that gets the last colour. */
export interface AreaShares {
  shares: Record<string, { share: number; text: string }>;
  top: number;
}

export interface Picture extends Ground, Drawing {
  layers: Layer[];
  hidden: string[];
  answer: Feature[];
  picked: Feature[];
  reach: Feature[];
  reachColor: string;
  areaShares: AreaShares | null;
}

/** Which colour of the ramp a share gets. */
export function rampStep(share: number, top: number, steps: number): number {
  if (top <= 0) return 0;
  return Math.max(0, Math.min(steps - 1, Math.floor((share / top) * steps)));
}

function sharesFill({ areaShares, theme }: Picture): LayerSpecification[] {
  if (!areaShares || Object.keys(areaShares.shares).length === 0) return [];
  const ramp = shareRamp[theme];
  const cases = Object.entries(areaShares.shares).flatMap(([code, { share }]) => [
    code,
    ramp[rampStep(share, areaShares.top, ramp.length)]!,
  ]);
  const color = ['match', ['get', 'code'], ...cases, 'transparent'];
  return [
    {
      id: 'area-shares',
      type: 'fill',
      source: 'areas',
      'source-layer': 'areas',
      filter: ['in', ['get', 'code'], ['literal', Object.keys(areaShares.shares)]],
      paint: { 'fill-color': color as unknown as ExpressionSpecification, 'fill-opacity': 0.55 },
    },
  ];
}

function countyText({ areaShares, language }: Picture): ExpressionSpecification {
  const name = localName(language);
  const shares = Object.entries(areaShares?.shares ?? {});
  if (shares.length === 0) return name;
  const cases = shares.flatMap(([code, { text }]) => [code, `\n${text}`]);
  const share = ['match', ['get', 'code'], ...cases, ''] as unknown as ExpressionSpecification;
  return ['concat', name, share];
}

export function composeStyle(picture: Picture): StyleSpecification {
  const shown = picture.layers.filter(
    // The areas are the ground itself, drawn by basemap.ts.
    ({ key, readable }) => key !== 'areas' && readable && !picture.hidden.includes(key),
  );
  const places = shown.flatMap((layer, turn) => resourceLayers(layer, picture, turn));
  const sources = Object.fromEntries(
    shown.map((layer) => [sourceId(layer.key), resourceSource(layer)]),
  );
  return {
    version: 8,
    sources: {
      ...groundSources(picture),
      ...sources,
      ...answerSources(picture.answer, picture.reach, picture.picked),
    },
    layers: [
      ...groundFills(picture),
      ...sharesFill(picture),
      ...groundBorders(picture),
      ...reachLayers(picture.theme, picture.reachColor),
      ...pickedLayers(picture.theme),
      ...places,
      ...labelLayers(picture, countyText(picture)),
      ...answerLayers(picture.theme),
    ],
  };
}
