/** The answer in one sentence. */
import type { Layer, NearestAnswer } from '../../api/types';
import * as format from '../../i18n/format';
import { placeName, t, words } from '../../i18n/language.svelte';

export function summary(layer: Layer, { features }: NearestAnswer): string {
  const [first] = features;
  const last = features.at(-1);
  const title = words(layer.title);
  if (!first || !last) return t('nearest.nothing', { layer: title });
  const nearest = {
    layer: title,
    name: placeName(first.properties),
    distance: format.distance(first.properties.distance_m),
    wind: first.properties.bearing_deg === null ? '' : format.bearing(first.properties.bearing_deg),
  };
  if (features.length === 1) return t('nearest.one', nearest);
  return t('nearest.several', {
    ...nearest,
    n: format.number(features.length),
    within: format.distance(last.properties.distance_m),
  });
}
