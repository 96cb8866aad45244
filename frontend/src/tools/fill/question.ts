/** What is asked of the server, from what the page shares. Pure. */
import type { FillBody } from '../../api/types';
import type { Shared } from '../../state/url';

/** The question, or null while there is no place or nothing is needed. */
export function fillQuestion(shared: Shared): FillBody | null {
  const { place, need, max_duration_s, choose, keepMinimum, filters, avoid } = shared;
  if (!place || need.length === 0) return null;
  return {
    ...(place.from ? { from: place.from } : { place: { lon: place.lon, lat: place.lat } }),
    items: need.map(({ item, quantity }) => ({ item, quantity })),
    choose,
    keep_minimum: keepMinimum,
    usable_only: filters.usable?.[0] === 'true',
    ...(max_duration_s === null ? {} : { deadline_s: max_duration_s }),
    ...(avoid.length ? { avoid } : {}),
  };
}
