import { describe, expect, it } from 'vitest';
import {
  nothingChanged,
  withAdded,
  withChanged,
  withClosed,
  withoutAdded,
  withPicks,
  withPlaces,
} from './whatif';

const site = { lon: 109.5, lat: 34.5, places: 300, name: '' };

describe('picks of new sites', () => {
  const pick = { code: null, lon: 109.7, lat: 34.9, name: 'North', capacity_persons: 500 };

  it('are added, and sites that grow get as many places as they then have', () => {
    const now = withPlaces(withAdded(nothingChanged(), site), 'S-2', 90);
    const picks = [
      { ...pick, is_upgrade: false },
      { ...pick, code: 'S-1', is_upgrade: true },
      { ...pick, code: '+1', is_upgrade: true },
    ];
    const then = { add: [{ capacity_persons: 800 }], capacity: { 'S-1': 1500 } };
    expect(withPicks(now, picks, then)).toEqual({
      close: [],
      add: [
        { ...site, places: 800 },
        { lon: 109.7, lat: 34.9, places: 500, name: 'North' },
      ],
      places: { 'S-2': 90, 'S-1': 1500 },
    });
  });
});

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
