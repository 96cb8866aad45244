/** What is asked of the server, from what the page shares. Pure. */
import type { Query } from '../../api/client';
import type { Layer } from '../../api/types';
import { canServe } from '../../catalog/spec';
import { specOf } from '../../layers';
import { quantityFrom, type NeedLine } from '../../state/need';
import type { Order, Shared } from '../../state/url';

/** Who serves is asked for by the time it takes; a hazard is only near or far. */
export function orderOf(layer: Layer, { by }: Shared): Order {
  return by ?? (canServe(layer) ? 'travel_time' : 'distance');
}

export function vehicleOf(layer: Layer, { vehicle }: Shared): string {
  return vehicle ?? specOf(layer.key).vehicle;
}

/** Whether goods may be asked of this layer, by this person. */
export function asksForGoods({ filters }: Layer): boolean {
  return filters.some(({ name }) => name === 'item');
}

/** Goods that stand among the plain conditions, as the other tools ask for them. */
export function goodsOf({ item, quantity }: Shared['filters']): NeedLine[] | null {
  return item
    ? item.map((key, index) => ({
        item: key,
        quantity: quantityFrom(Number(quantity?.[index])) ?? 1,
      }))
    : null;
}

function needOf(layer: Layer, { need }: Shared): Query {
  if (!asksForGoods(layer)) return {};
  return {
    item: need.map(({ item }) => item),
    quantity: need.map(({ quantity }) => String(quantity)),
  };
}

/** The question by distance, which is answered at once; null while there is no place to ask from. */
export function questionByDistance(layer: Layer, shared: Shared): Query | null {
  const { place, k, filters, avoid } = shared;
  if (!place) return null;
  const where = place.from ? { from: place.from } : { lon: place.lon, lat: place.lat };
  return { ...filters, ...needOf(layer, shared), ...where, k, avoid };
}

/** The same by travel time, with the way there. */
export function questionByTime(layer: Layer, shared: Shared): Query | null {
  const question = questionByDistance(layer, shared);
  if (!question) return null;
  const { max_duration_s } = shared;
  const vehicle = vehicleOf(layer, shared);
  return { ...question, by: 'travel_time', vehicle, max_duration_s, route: true };
}
