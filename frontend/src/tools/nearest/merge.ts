/** Two answers to one question, by distance and by time. Pure. */
import type { NearestAnswer } from '../../api/types';

/** The first answer, in its own order, with the times that the second one knows. */
export function withTimes(near: NearestAnswer, soon: NearestAnswer): NearestAnswer {
  const timed = new Map(soon.features.map((feature) => [feature.properties.code, feature]));
  const features = near.features.map((feature) => {
    const known = timed.get(feature.properties.code);
    if (!known) return feature;
    const { rank } = feature.properties;
    return { ...known, properties: { ...known.properties, rank } };
  });
  return { ...near, features };
}
