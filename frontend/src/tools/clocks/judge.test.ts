import { describe, expect, it } from 'vitest';
import type { ClockSite, ClocksAnswer, ClockVerdict } from '../../api/types';
import { heldByArea, judge, tally } from './judge';

const clock = (key: string, margin_s: number | null): ClockVerdict => ({
  key,
  passes: margin_s !== null && margin_s >= 0,
  arrive_s: margin_s === null ? null : 7200 - margin_s,
  margin_s,
  fails: [],
});
const site = (code: string, area: string, ...clocks: ClockVerdict[]): ClockSite => ({
  layer: null,
  code,
  name: code,
  name_en: '',
  lon: 0,
  lat: 0,
  point: 'seat',
  area,
  passes: clocks.every(({ passes }) => passes),
  clocks,
});
const sites = [
  site('slack', 'a', clock('fast', 900), clock('slow', 60)),
  site('late', 'a', clock('fast', -600), clock('slow', 60)),
  site('later', 'b', clock('fast', -900), clock('slow', 60)),
  site('never', 'b', clock('fast', 10), clock('slow', null)),
  site('exact', 'b', clock('fast', 0), clock('slow', 0)),
];
const answer = { sites } as ClocksAnswer;
const order = (which: string | null) => judge(answer, which).map(({ site: { code } }) => code);

describe('sites under all clocks', () => {
  it('are judged by the worst of them, the worst site first', () => {
    expect(order(null)).toEqual(['never', 'later', 'late', 'exact', 'slack']);
    expect(judge(answer, null)[4]).toMatchObject({ verdict: 'holds', margin_s: 60 });
  });

  it('are counted by verdict and by area', () => {
    expect(tally(judge(answer, null))).toEqual({ holds: 2, late: 2, never: 1 });
    expect([...heldByArea(judge(answer, null))]).toEqual([
      ['b', { sites: 3, held: 1 }],
      ['a', { sites: 2, held: 1 }],
    ]);
  });
});

describe('sites under one clock', () => {
  it('are judged by that one alone', () => {
    expect(order('fast')).toEqual(['later', 'late', 'exact', 'never', 'slack']);
    expect(order('slow')[0]).toBe('never');
  });

  it('are none where the clock was not held', () => {
    expect(order('unheard-of')).toEqual([]);
  });
});
