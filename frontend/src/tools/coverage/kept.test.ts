import { describe, expect, it } from 'vitest';
import { nothingShared, type Shared } from '../../state/url';
import { toyLayer } from '../../testing/layer';
import { editOf, notReasked, reasked } from './kept';
import { changesOf, coverageQuestion } from './question';

const shelters = toyLayer({ key: 'shelters', sums: ['capacity_evacuation_persons'] });
const none = nothingShared();

/** What is asked once a scenario is opened on a page that was about something else. */
function askedAgain(parameters: Record<string, unknown>) {
  const elsewhere: Shared = {
    ...none,
    radius_m: 7000,
    avoid: ['hazards'],
    filters: { hazard: ['fire'] },
    coverage: { ...none.coverage, reach: 'standard', capacity: 'post_impact', level: 'town' },
  };
  const { area, shared, coverage } = reasked(parameters)!;
  const page = { ...elsewhere, ...shared, coverage: { ...elsewhere.coverage, ...coverage } };
  return coverageQuestion(shelters, page, area, false).query;
}

describe('a kept scenario is opened with its question', () => {
  it.each([
    { radius_m: 2500, area: '610526', capacity: 'evacuation', level: 'town' },
    { radius_m: 1000, area: null },
    { minutes: 20, area: '610500', population: 'census-2020' },
    { radius: 'standard', area: '610500' },
    {
      radius_m: 800,
      area: '610500',
      avoid: ['incidents', 'hazards:610526-H-001'],
      hazard: ['flood', 'earthquake'],
      usable: ['true'],
    },
  ])('%j', (query) => {
    expect(askedAgain(query)).toEqual(query);
    expect(notReasked(query, askedAgain(query))).toEqual([]);
  });

  it('also where a program wrote it: numbers, flags, single texts', () => {
    const written = {
      radius_m: '2500',
      area: '610500',
      usable: true,
      hazard: 'flood',
      ground: false,
    };
    expect(askedAgain(written)).toEqual({
      radius_m: 2500,
      area: '610500',
      usable: ['true'],
      hazard: ['flood'],
    });
    expect(notReasked(written, askedAgain(written))).toEqual([]);
  });

  it('says what the page cannot ask', () => {
    const written = { radius_m: 900_000, polygon: { type: 'Polygon' }, capacity: 'none' };
    expect(notReasked(written, askedAgain({ radius_m: 900_000 }))).toEqual(['radius_m', 'polygon']);
  });

  it('leaves the question alone where none was kept', () => {
    expect(reasked({})).toBeNull();
  });
});

describe('the changes of a kept scenario', () => {
  it('are those that were kept, and unnamed sites stay unnamed', () => {
    const edit = {
      close: ['S-1'],
      add: [
        { lon: 109.5, lat: 34.5, places: null, name: '' },
        { lon: 109.6, lat: 34.5, places: 80, name: 'North' },
      ],
      places: { 'S-2': 0 },
    };
    expect(editOf(changesOf({ ...none.coverage, ...edit }))).toEqual(edit);
    expect(editOf({})).toEqual({ close: [], add: [], places: {} });
  });
});
