import { describe, expect, it } from 'vitest';
import { fromSearch, historyKey, nothingShared, toSearch, type Shared } from './url';

const full: Shared = {
  camera: { lon: 109.51, lat: 34.5, zoom: 9.25 },
  hidden: ['teams', 'hazards'],
  base: 'osm',
  area: '610526',
  tool: 'coverage',
  layer: 'depots',
  place: { lon: 109.592, lat: 34.956, name: '蒲城 洪涝&现场', from: 'incidents:610526-I-001' },
  filters: { status: ['open', 'standby'], item: ['tent'], usable: ['true'] },
  need: [
    { item: 'tent', quantity: 1200 },
    { item: 'rice', quantity: 2.5 },
  ],
  k: 8,
  by: 'travel_time',
  vehicle: 'fire_engine',
  max_duration_s: 5400,
  avoid: ['incidents', 'hazards:610526-H-001', '109.1,34.1;109.2,34.1;109.2,34.2'],
  serving: 'several',
  choose: 'fewest_depots',
  keepMinimum: false,
  sites: 'incidents',
  clock: 'county-8h',
  site: 'areas:610526-T-01',
  byRoad: false,
  leftOut: true,
  radius_m: 2500,
  mode: 'all',
  outside: true,
  ring: [
    [109.1, 34.1],
    [109.2, 34.1],
    [109.2, 34.2],
  ],
  pick: { layer: 'depots', code: 'A:1/2' },
  lang: 'en',
  theme: 'dark',
};

describe('the address', () => {
  it('gives back the picture it was written from', () => {
    expect(fromSearch(`?${toSearch(full)}`)).toEqual(full);
  });

  it('is empty when nothing differs from the start', () => {
    expect(toSearch(nothingShared())).toBe('');
    expect(fromSearch('')).toEqual(nothingShared());
  });

  it('stays readable', () => {
    expect(toSearch({ ...nothingShared(), camera: full.camera, pick: full.pick })).toBe(
      'at=109.51000,34.50000,9.25&pick=depots:A:1%2F2',
    );
  });

  it.each([
    ['at=34.5,109.5,9', 'camera', null],
    ['at=109.5,34.5', 'camera', null],
    ['place=abc,def', 'place', null],
    ['place=109.5,91', 'place', null],
    ['tool=format-disk', 'tool', null],
    ['k=0', 'k', 5],
    ['k=nan', 'k', 5],
    ['radius_m=99', 'radius_m', null],
    ['radius_m=1e9', 'radius_m', null],
    ['by=mood', 'by', null],
    ['max_duration_s=0', 'max_duration_s', null],
    ['avoid=109,34;110,34&avoid=', 'avoid', []],
    ['ring=109,34;110,34', 'ring', []],
    ['ring=109,34;110,34;x', 'ring', []],
    ['pick=depots', 'pick', null],
    ['theme=pink', 'theme', 'auto'],
  ] as const)('ignores what makes no sense: %s', (search, field, expected) => {
    expect(fromSearch(search)[field]).toEqual(expected);
  });
});

describe('the Back button', () => {
  it('steps over moves of the camera and dragged values', () => {
    const moved = { ...full, camera: { lon: 1, lat: 2, zoom: 3 }, radius_m: 2600 };
    expect(historyKey(moved)).toBe(historyKey(full));
  });

  it('stops at another tool, layer or selection', () => {
    expect(historyKey({ ...full, tool: 'nearest' })).not.toBe(historyKey(full));
    expect(historyKey({ ...full, pick: null })).not.toBe(historyKey(full));
  });
});
