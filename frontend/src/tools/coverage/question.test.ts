import { describe, expect, it } from 'vitest';
import { nothingShared, type Shared } from '../../state/url';
import { toyLayer } from '../../testing/layer';
import { coverageQuestion, sitingQuestion } from './question';

const shelters = toyLayer({ key: 'shelters', sums: ['capacity_evacuation_persons'] });
const depots = toyLayer({ key: 'depots' });
const shared = (coverage: Partial<Shared['coverage']> = {}, more: Partial<Shared> = {}): Shared => {
  const none = nothingShared();
  return { ...none, ...more, coverage: { ...none.coverage, ...coverage } };
};
const asked = (one: Shared, layer = shelters) => coverageQuestion(layer, one, '610500', true);

describe('the reach that is asked for', () => {
  it('is a service radius until another is set', () => {
    expect(asked(shared()).query).toEqual({ radius_m: 1000, area: '610500' });
    expect(asked(shared({}, { radius_m: 2500 })).query.radius_m).toBe(2500);
  });

  it('is minutes on foot, or what the standard says', () => {
    expect(asked(shared({ reach: 'walk', minutes: 20 })).query).toMatchObject({ minutes: 20 });
    expect(asked(shared({ reach: 'standard' })).query).toMatchObject({ radius: 'standard' });
  });

  it('is a radius where no standard speaks of the layer', () => {
    expect(asked(shared({ reach: 'standard' }), depots).query).toMatchObject({ radius_m: 1000 });
  });
});

describe('conditions', () => {
  it('go along: filters, dangers, people, level, capacity', () => {
    const one = shared(
      { population: 'census', level: 'town', capacity: 'evacuation' },
      { filters: { hazard: ['flood'] }, avoid: ['hazards'] },
    );
    expect(asked(one).query).toEqual({
      hazard: ['flood'],
      avoid: ['hazards'],
      radius_m: 1000,
      area: '610500',
      population: 'census',
      level: 'town',
      capacity: 'evacuation',
    });
    expect(asked(one, depots).query).not.toHaveProperty('capacity');
  });
});

describe('a scenario', () => {
  const one = shared({
    close: ['S-1'],
    add: [{ lon: 109.5, lat: 34.5, places: 300, name: '' }],
    places: { 'S-2': 500 },
  });

  it('travels with the question', () => {
    expect(asked(one).changes).toEqual({
      close: ['S-1'],
      add: [{ name: '+1', lon: 109.5, lat: 34.5, capacity_persons: 300 }],
      capacity: { 'S-2': 500 },
    });
  });

  it('leaves the question of today as it is', () => {
    expect(coverageQuestion(shelters, one, '610500', false).changes).toBeNull();
    expect(asked(shared()).changes).toBeNull();
  });
});

describe('where to build next', () => {
  const next = (coverage: Partial<Shared['coverage']>) =>
    sitingQuestion(shelters, shared(coverage), '610500');
  const { siting } = nothingShared().coverage;

  it('is asked among a grid, a layer, or points', () => {
    expect(next({}).candidates).toEqual({ grid: { spacing_m: 3000 } });
    expect(next({ siting: { ...siting, candidates: 'depots' } }).candidates).toEqual({
      layer: 'depots',
    });
    const points: [number, number][] = [[109.5, 34.5]];
    expect(next({ siting: { ...siting, candidates: 'points', points } }).candidates).toEqual({
      points: [{ lon: 109.5, lat: 34.5 }],
    });
  });

  it('counts places where people are to have one, and there alone', () => {
    expect(next({ capacity: 'post_impact' }).query).not.toHaveProperty('capacity');
    const served = { ...siting, method: 'served' as const };
    expect(next({ siting: served }).query.capacity).toBe('evacuation');
    expect(next({ siting: served, capacity: 'post_impact' }).query.capacity).toBe('post_impact');
  });

  it('weighs places added at sites of today where places count, and there alone', () => {
    const grows = { ...siting, method: 'served' as const, candidates: 'none', morePlaces: 300 };
    expect(next({ siting: grows })).toMatchObject({
      candidates: null,
      upgrades: { each_persons: 300 },
    });
    const elsewhere = next({ siting: { ...grows, method: 'mclp' } });
    expect(elsewhere.candidates).toEqual({ grid: { spacing_m: 3000 } });
    expect(elsewhere).not.toHaveProperty('upgrades');
    expect(elsewhere).not.toHaveProperty('places_persons');
    expect(next({ siting: { ...grows, morePlaces: 0 } })).not.toHaveProperty('upgrades');
  });

  it('does not say how many where that is the answer', () => {
    expect(next({ siting: { ...siting, method: 'lscp' } }).p).toBeNull();
    expect(next({ siting: { ...siting, p: 7 } }).p).toBe(7);
  });
});
