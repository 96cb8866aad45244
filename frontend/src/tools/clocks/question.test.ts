import { describe, expect, it } from 'vitest';
import { nothingShared } from '../../state/url';
import { clocksQuestion, sitesAsked } from './question';

const shared = { ...nothingShared(), need: [{ item: 'tent', quantity: 5 }] };

describe('the sites', () => {
  it('are the areas of a level in the chosen area', () => {
    expect(sitesAsked(shared, '610500', null)).toEqual({ area: '610500', level: 'town' });
    expect(sitesAsked(shared, null, null)).toBeNull();
  });

  it('are the open incidents once they are known', () => {
    const asked = { ...shared, sites: 'incidents' as const };
    expect(sitesAsked(asked, '610500', null)).toBeNull();
    expect(sitesAsked(asked, null, ['I-1'])).toEqual(['incidents:I-1']);
  });
});

describe('a question about clocks', () => {
  it('waits for sites and a need', () => {
    expect(clocksQuestion(shared, null)).toBeNull();
    expect(clocksQuestion(shared, [])).toBeNull();
    expect(clocksQuestion({ ...shared, need: [] }, ['incidents:I-1'])).toBeNull();
    expect(clocksQuestion(shared, ['incidents:I-1'])).toMatchObject({ sites: ['incidents:I-1'] });
  });
});
