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
  outside: true,
  coverage: {
    reach: 'walk',
    minutes: 20,
    population: 'census-2020',
    level: 'town',
    capacity: 'evacuation',
    figure: 'per_person',
    decay: 'gaussian',
    target: 75,
    people: false,
    ground: false,
    part: 'scenario',
    close: ['610526-S-001', 'A:1/2'],
    add: [
      { lon: 109.51, lat: 34.5, places: 1200, name: '一中, 操场' },
      { lon: 109.6, lat: 34.9, places: null, name: '' },
      { lon: 109.7, lat: 34.9, places: null, name: 'North' },
    ],
    places: { '610526-S-002': 500, 'B:2': 0 },
    scenario: 'k3',
    shown: 'today',
    siting: {
      method: 'pmedian',
      p: 5,
      candidates: 'points',
      spacing_m: 1500,
      points: [[109.5, 34.5]],
      newPlaces: 800,
      morePlaces: 300,
    },
    run: 'r-1',
    sitingRun: 'r-2',
  },
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
    [
      'reach=far&minutes=0&capacity=all&target=101&level=x&part=y',
      'coverage',
      nothingShared().coverage,
    ],
    [
      'add=1,2,3,4;5&add=abc&places=A:-1&places=A&candidate=1&p=0',
      'coverage',
      { ...nothingShared().coverage, add: [{ lon: 1, lat: 2, places: 3, name: '4;5' }] },
    ],
  ] as const)('ignores what makes no sense: %s', (search, field, expected) => {
    expect(fromSearch(search)[field]).toEqual(expected);
  });
});

describe('a link from before coverage was a tool of its own', () => {
  const toolOf = (search: string) => fromSearch(search).tool;

  it('opens what is around a place where that was asked', () => {
    expect(toolOf('?tool=coverage&place=109.6,34.9')).toBe('radius');
  });

  it('opens coverage where all of a layer was meant', () => {
    expect(toolOf('?tool=coverage&mode=all&place=109.6,34.9')).toBe('coverage');
    expect(toolOf('?tool=coverage')).toBe('coverage');
    expect(toolOf('?tool=coverage&reach=radius&place=109.6,34.9')).toBe('coverage');
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
