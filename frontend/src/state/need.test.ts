import { describe, expect, it } from 'vitest';
import { needFrom, needText, overlap, quantityFrom, withLine, withoutItem } from './need';

const need = [
  { item: 'tent', quantity: 1200 },
  { item: 'rice', quantity: 2.5 },
];

describe('the need in the address', () => {
  it('gives back what it was written from', () => {
    expect(needText(need)).toBe('tent:1200,rice:2.5');
    expect(needFrom(needText(need))).toEqual(need);
    expect(needFrom(null)).toEqual([]);
  });

  it.each([
    'tent',
    'tent:',
    'tent:0',
    'tent:-3',
    'tent:many',
    'tent:1:2',
    ':5',
    'a b:5',
    'tent:1e99',
  ])('leaves out what makes no sense: %s', (part) =>
    expect(needFrom(`${part},quilt:7`)).toEqual([{ item: 'quilt', quantity: 7 }]),
  );

  it('names each item once', () => {
    expect(needFrom('tent:1,tent:2')).toEqual([{ item: 'tent', quantity: 1 }]);
  });
});

describe('a quantity', () => {
  it('is more than nothing and has three decimals at most', () => {
    expect(quantityFrom(1.23456)).toBe(1.235);
    for (const bad of [0, -1, NaN, Infinity, 0.0001]) expect(quantityFrom(bad)).toBeNull();
  });
});

describe('a line', () => {
  it('is changed in its place, added at the end, or taken out', () => {
    expect(withLine(need, { item: 'tent', quantity: 5 })[0]).toEqual({ item: 'tent', quantity: 5 });
    expect(withLine(need, { item: 'quilt', quantity: 5 }).map(({ item }) => item)).toEqual([
      'tent',
      'rice',
      'quilt',
    ]);
    expect(withoutItem(need, 'tent')).toEqual([need[1]]);
  });
});

describe('goods of one tree', () => {
  const items = [
    { key: 'living', parent: null },
    { key: 'tent', parent: 'living' },
    { key: 'tent-12', parent: 'tent' },
    { key: 'quilt', parent: 'living' },
  ];

  it('overlap along a branch only', () => {
    expect(overlap(items, 'tent-12', 'living')).toBe(true);
    expect(overlap(items, 'living', 'tent-12')).toBe(true);
    expect(overlap(items, 'tent', 'tent')).toBe(true);
    expect(overlap(items, 'tent', 'quilt')).toBe(false);
  });
});
