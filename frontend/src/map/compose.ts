/** The whole picture, as one style: ground, shares, reach, people, places, names, answer — in this order, decided here. */
import type { Feature } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';
import type { Layer } from '../api/types';
import { answerLayers, answerSources } from './answer';
import {
  localName,
  groundBorders,
  groundFills,
  groundSources,
  labelLayers,
  type Ground,
} from './basemap';
import { cellLayers } from './cells';
import { pickedLayers } from './picked';
import { reachLayers } from './reach';
import { resourceLayers, resourceSource, sourceId, type Drawing } from './resources';
import { areaFocusLayer, fineSources, nameAndShare, shareLayers, type AreaShares } from './shares';
import { squareLayers } from './squares';

export interface Picture extends Ground, Drawing {
  layers: Layer[];
  hidden: string[];
  answer: Feature[];
  picked: Feature[];
  reach: Feature[];
  cells: Feature[];
  squares: Feature[];
  reachColor: string;
  areaShares: AreaShares | null;
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
      ...fineSources(picture.areaShares),
      ...sources,
      ...answerSources(picture),
    },
    layers: [
      ...groundFills(picture),
      ...shareLayers(picture.areaShares, picture.theme),
      ...groundBorders(picture),
      ...reachLayers(picture.theme, picture.reachColor, picture.areaShares !== null),
      ...squareLayers(picture.theme),
      ...cellLayers(picture.theme),
      areaFocusLayer(picture.areaShares, picture.theme),
      ...pickedLayers(picture.theme),
      ...places,
      ...labelLayers(picture, nameAndShare(localName(picture.language), picture.areaShares)),
      ...answerLayers(picture.theme),
    ],
  };
}
