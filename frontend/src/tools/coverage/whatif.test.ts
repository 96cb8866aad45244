import { describe, expect, it } from 'vitest';
import {
  nothingChanged,
  withAdded,
  withChanged,
  withClosed,
  withoutAdded,
  withPlaces,
} from './whatif';

const site = { lon: 109.5, lat: 34.5, places: 300, name: '' };

describe('what is changed in a scenario', () => {
  it('is closed once, and opens again', () => {
    const closed = withClosed(withClosed(nothingChanged(), 'A', true), 'A', true);
    expect(closed.close).toEqual(['A']);
    expect(withClosed(closed, 'A', false)).toEqual(nothingChanged());
  });

  it('has no places to change once it is closed', () => {
    const held = withPlaces(nothingChanged(), 'A', 500);
    expect(held.places).toEqual({ A: 500 });
    expect(withClosed(held, 'A', true)).toEqual({ close: ['A'], add: [], places: {} });
    expect(withPlaces(held, 'A', null)).toEqual(nothingChanged());
  });

  it('is added, changed and taken away by its turn', () => {
    const two = withAdded(withAdded(nothingChanged(), site), { ...site, places: null });
    expect(withChanged(two, 1, { places: 80 }).add.map(({ places }) => places)).toEqual([300, 80]);
    expect(withoutAdded(two, 0).add).toEqual([{ ...site, places: null }]);
  });
});
