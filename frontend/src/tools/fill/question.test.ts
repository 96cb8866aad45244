import { describe, expect, it } from 'vitest';
import { nothingShared } from '../../state/url';
import { fillQuestion } from './question';

const place = { lon: 109.5, lat: 34.5, name: null, from: null };
const need = [{ item: 'tent', quantity: 5 }];
const shared = { ...nothingShared(), place, need };

describe('a fill question', () => {
  it('waits for a place and a need', () => {
    expect(fillQuestion({ ...shared, place: null })).toBeNull();
    expect(fillQuestion({ ...shared, need: [] })).toBeNull();
  });

  it('says no more than was said', () => {
    expect(fillQuestion(shared)).toEqual({
      place: { lon: 109.5, lat: 34.5 },
      items: need,
      choose: 'earliest',
      keep_minimum: true,
      usable_only: false,
    });
  });

  it('asks from the resource where there is one, by the deadline, out of danger', () => {
    const from = 'incidents:I-1';
    const asked = fillQuestion({
      ...shared,
      place: { ...place, from },
      filters: { usable: ['true'] },
      max_duration_s: 7200,
      avoid: ['hazards'],
    });
    expect(asked).toMatchObject({ from, deadline_s: 7200, usable_only: true, avoid: ['hazards'] });
    expect(asked).not.toHaveProperty('place');
  });
});
