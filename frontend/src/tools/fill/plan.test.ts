import { describe, expect, it } from 'vitest';
import type { FillAnswer, FillPart } from '../../api/types';
import { askedFor, giversOf, progressOf } from './plan';

const unit = { en: 'pcs', zh: '件' };
const items = [
  { key: 'living', parent: null },
  { key: 'tent', parent: 'living' },
  { key: 'tent-12', parent: 'tent' },
  { key: 'quilt', parent: 'living' },
];
const part = (code: string, item: string, quantity: number, arrive_s: number): FillPart => ({
  depot: { code, name: code, name_en: '', lon: 109, lat: 34 },
  item,
  item_name: { en: item, zh: item },
  unit,
  quantity,
  depart_at: '',
  arrive_at: '',
  load_s: 60,
  travel_s: arrive_s - 60,
  arrive_s,
  distance_m: 1,
  road_distance_m: 1.3,
  basis: 'estimate',
});
const answer = {
  query: {
    items: [
      { item: 'tent', quantity: 10, unit },
      { item: 'quilt', quantity: 100, unit },
    ],
  },
  parts: [
    part('far', 'quilt', 50, 900),
    part('near', 'tent', 4, 300),
    part('near', 'tent-12', 3.3, 300),
    part('far', 'tent-12', 0.7, 900),
  ],
  short: [{ item: 'tent', unit, quantity_short: 2, nearest_source: null }],
} as unknown as FillAnswer;

describe('a kind of goods', () => {
  it('counts for the item that was asked for, itself or above it', () => {
    expect(askedFor('tent-12', ['quilt', 'tent'], items)).toBe('tent');
    expect(askedFor('quilt', ['quilt'], items)).toBe('quilt');
    expect(askedFor('tent-12', ['quilt'], items)).toBe('tent-12');
  });
});

describe('the givers of a plan', () => {
  const givers = giversOf(answer, items);

  it('stand in the order of their arrival, each once', () => {
    expect(givers.map(({ depot, turn }) => [depot.code, turn])).toEqual([
      ['near', 1],
      ['far', 2],
    ]);
  });

  it('give what was asked for, with the kinds beneath it', () => {
    const [near, far] = givers;
    expect(near?.given.map(({ item, quantity }) => [item, quantity])).toEqual([['tent', 7.3]]);
    expect(near?.given[0]?.parts.map(({ item }) => item)).toEqual(['tent', 'tent-12']);
    expect(far?.given.map(({ item }) => item)).toEqual(['tent', 'quilt']);
  });

  it('share the whole need, each item counting alike', () => {
    const [near, far] = givers;
    expect(near?.share).toBeCloseTo(0.365);
    expect(far?.share).toBeCloseTo(0.285);
  });
});

describe('the progress of an item', () => {
  it('is what is planned of what was asked', () => {
    expect(progressOf(answer).map(({ item, asked, planned }) => [item, asked, planned])).toEqual([
      ['tent', 10, 8],
      ['quilt', 100, 100],
    ]);
  });
});
