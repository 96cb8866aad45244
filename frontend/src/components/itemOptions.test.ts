import { describe, expect, it } from 'vitest';
import type { Item } from '../api/types';
import { itemOptions, readTyped } from './itemOptions';

const item = (key: string, parent: string | null, unit = '件'): Item => ({
  key,
  code: null,
  name: { zh: `货${key}`, en: key },
  unit: { zh: unit, en: unit && 'pcs' },
  parent,
  unit_mass_kg: null,
  unit_mass_basis: '',
});
const items = [
  item('tent-12', 'tent'),
  item('living', null, ''),
  item('tent', 'living'),
  item('quilt', 'bedding'),
  item('bedding', 'living', ''),
];
const keys = (wanted: string) => itemOptions(items, wanted).map(({ key }) => key);

describe('goods to choose from', () => {
  it('are those with a unit, in the order of the tree, under the group they belong to', () => {
    expect(itemOptions(items, '').map(({ key, group, depth }) => [key, group, depth])).toEqual([
      ['tent', '货living', 0],
      ['tent-12', '货living', 1],
      ['quilt', '货bedding', 0],
    ]);
  });

  it('are found by their own name and by that of their group', () => {
    expect(keys('quilt')).toEqual(['quilt']);
    expect(keys('bedding')).toEqual(['quilt']);
    expect(keys('nothing')).toEqual([]);
  });
});

describe('what is typed', () => {
  it('may say how much in the same breath', () => {
    expect(readTyped('帐篷 1200')).toEqual({ wanted: '帐篷', quantity: 1200 });
    expect(readTyped('Tents × 2.5')).toEqual({ wanted: 'tents', quantity: 2.5 });
    expect(readTyped('tent-12')).toEqual({ wanted: 'tent-12', quantity: null });
    expect(readTyped(' ')).toEqual({ wanted: '', quantity: null });
  });
});
