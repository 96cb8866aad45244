import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { NearestAnswer, RankedProperties, RankedResource } from '../../api/types';
import { language } from '../../i18n/language.svelte';
import { toyLayer } from '../../testing/layer';
import { asTable, asText, avoidedText, type Report } from './report';

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} });
  await language.use('en');
});

const at = (code: string, properties: Partial<RankedProperties>): RankedResource => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [109.5, 34.5] },
  properties: {
    code,
    name: `Depot ${code}`,
    distance_m: 12_400,
    bearing_deg: 90,
    verified_age_s: 2 * 86_400,
    ...properties,
  },
});
const found = at('A', {
  rank: 1,
  duration_s: 1080,
  mobilise_s: 300,
  travel_s: 780,
  basis: 'road',
  road_distance_m: 15_230,
  available: { tent: 830 },
});
const guessed = at('B', {
  rank: 2,
  duration_s: 2400,
  mobilise_s: 0,
  travel_s: 2400,
  basis: 'estimate',
  road_distance_m: 16_120,
  available: { tent: 500 },
});
const report: Report = {
  layer: toyLayer({
    title: { en: 'Depots', zh: '储备库' },
    reasons: { too_little: { en: 'too little stock', zh: '库存不足' } },
  }),
  answer: {
    type: 'FeatureCollection',
    query: { layer: 'wells', lon: 109.6, lat: 34.9 },
    as_of: '2026-11-26T09:21:00+08:00',
    excluded: { too_little: 3 },
    basis: 'mixed',
    features: [found, guessed],
  } as unknown as NearestAnswer,
  leftOut: [at('C', { reason: 'too_little', available: { tent: 12 } })],
  need: [{ item: 'tent', quantity: 500 }],
  place: 'Flood',
};

describe('the answer as text', () => {
  const lines = () => asText(report).split('\n');

  it('says what was asked and from where', () => {
    expect(lines().slice(0, 3)).toEqual([
      'Nearest Depots · Flood',
      '109.60000,34.90000',
      'Needed: tent 500',
    ]);
  });

  it('ranks the places, each time with its basis and parts, each check with its age', () => {
    expect(lines()[3]).toBe(
      '1. Depot A · 18 min (road) = 5 min + 13 min · 15.2 km · tent 830 · checked 2 d ago',
    );
    expect(lines()[4]).toBe(
      '2. Depot B · 40 min (estimate) · 12.4 km · tent 500 · checked 2 d ago',
    );
  });

  it('counts those left out, and ends with the basis and the age of it all', () => {
    expect(lines()[5]).toBe('3 left out: too little stock 3');
    expect(lines().at(-2)).toContain('estimates');
    expect(lines().at(-1)).toContain('2026');
  });
});

describe('the answer as a table', () => {
  it('has a row a place, those left out at the end with their reason', () => {
    const [header, rows] = asTable(report);
    const row = (index: number) =>
      Object.fromEntries(header.map((title, column) => [title, rows[index]![column]]));
    expect(rows).toHaveLength(3);
    expect(row(0)).toMatchObject({ Rank: 1, Code: 'A', 'Total time (min)': 18, tent: 830 });
    expect(row(0)['Road distance (km)']).toBe(15.2);
    expect(row(1)['Road distance (km)']).toBeNull();
    expect(row(2)).toMatchObject({ Rank: null, 'Left out because': 'too little stock', tent: 12 });
  });

  it('has no columns of time where no time was asked for', () => {
    const answer = { ...report.answer, basis: undefined };
    const [header] = asTable({ ...report, answer });
    expect(header).not.toContain('Basis');
  });
});

describe('what was kept out of', () => {
  it('is counted by kind', () => {
    expect(avoidedText(['hazards:1', 'polygon', 'hazards:2'], (kind) => kind.toUpperCase())).toBe(
      'HAZARDS 2 · POLYGON 1',
    );
  });
});
