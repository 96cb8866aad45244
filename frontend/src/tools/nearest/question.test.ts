import { describe, expect, it } from 'vitest';
import type { Filter, Layer } from '../../api/types';
import { nothingShared, type Shared } from '../../state/url';
import { toyLayer } from '../../testing/layer';
import { goodsOf, orderOf, questionByDistance, questionByTime } from './question';

const filter = (name: string): Filter => ({ name }) as Filter;
const depots = (...names: string[]): Layer =>
  toyLayer({ key: 'depots', filters: names.map(filter) });
const shared = (changes: Partial<Shared>): Shared => ({
  ...nothingShared(),
  place: { lon: 109.6, lat: 34.9, name: null, from: null },
  ...changes,
});
const need = [
  { item: 'tent', quantity: 500 },
  { item: 'quilt', quantity: 200.5 },
];

describe('the question', () => {
  it('waits for a place', () => {
    expect(questionByDistance(depots(), nothingShared())).toBeNull();
    expect(questionByTime(depots(), nothingShared())).toBeNull();
  });

  it('pairs each item with its quantity, where this person may ask for goods', () => {
    const asked = questionByDistance(depots('item'), shared({ need }));
    expect(asked).toMatchObject({ item: ['tent', 'quilt'], quantity: ['500', '200.5'] });
    expect(questionByDistance(depots(), shared({ need }))).not.toHaveProperty('item');
  });

  it('says who travels and how long only where time is asked for', () => {
    const avoid = ['incidents', '109,34;110,34;110,35'];
    const given = shared({ max_duration_s: 7200, vehicle: 'foot', avoid });
    expect(questionByDistance(depots(), given)).toEqual({ lon: 109.6, lat: 34.9, k: 5, avoid });
    expect(questionByTime(depots(), given)).toEqual({
      lon: 109.6,
      lat: 34.9,
      k: 5,
      avoid,
      by: 'travel_time',
      vehicle: 'foot',
      max_duration_s: 7200,
      route: true,
    });
  });

  it('asks from a resource by its name, wherever it may have moved', () => {
    const place = { lon: 1, lat: 2, name: 'x', from: 'incidents:I-1' };
    const asked = questionByDistance(depots(), shared({ place }));
    expect(asked).toMatchObject({ from: 'incidents:I-1' });
    expect(asked).not.toHaveProperty('lon');
  });
});

describe('the order', () => {
  it('is by time for what can serve, by distance for what cannot, and as chosen', () => {
    expect(orderOf(depots('usable'), shared({}))).toBe('travel_time');
    expect(orderOf(depots(), shared({}))).toBe('distance');
    expect(orderOf(depots('usable'), shared({ by: 'distance' }))).toBe('distance');
  });
});

describe('goods among the plain conditions', () => {
  it('are read in pairs, any amount where none is given', () => {
    expect(goodsOf({ item: ['tent'], quantity: ['300'] })).toEqual([
      { item: 'tent', quantity: 300 },
    ]);
    expect(goodsOf({ item: ['tent'] })).toEqual([{ item: 'tent', quantity: 1 }]);
    expect(goodsOf({ usable: ['true'] })).toBeNull();
  });
});
