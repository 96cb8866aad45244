/** The answer in one sentence. */
import type { Layer, NearestAnswer } from '../../api/types';
import * as format from '../../i18n/format';
import { placeName, t, words } from '../../i18n/language.svelte';

export function summary(layer: Layer, { features, basis }: NearestAnswer): string {
  const [first] = features;
  const last = features.at(-1);
  const title = words(layer.title);
  if (!first || !last) return t('nearest.nothing', { layer: title });
  const [nearest, farthest] = [first.properties, last.properties];
  const said = { layer: title, name: placeName(nearest), n: format.number(features.length) };
  if (basis && nearest.duration_s !== undefined) {
    const soonest = { ...said, time: format.duration(nearest.duration_s) };
    if (features.length === 1) return t('nearest.oneByTime', soonest);
    const within = format.duration(farthest.duration_s ?? nearest.duration_s);
    return t('nearest.severalByTime', { ...soonest, within });
  }
  const near = {
    ...said,
    distance: format.distance(nearest.distance_m),
    wind: nearest.bearing_deg === null ? '' : format.bearing(nearest.bearing_deg),
  };
  if (features.length === 1) return t('nearest.one', near);
  return t('nearest.several', { ...near, within: format.distance(farthest.distance_m) });
}
