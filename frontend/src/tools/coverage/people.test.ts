import { describe, expect, it } from 'vitest';
import type { AreaRow } from '../../api/coverage';
import { breaksAround, judged, levelOf, shortOf, splitOf, unjudged } from './people';

const row = (code: string, people: number | null, covered: number | null, more = {}): AreaRow => ({
  code,
  name: code,
  people,
  covered_people: covered,
  share: people && covered !== null ? covered / people : null,
  ...more,
});

describe('the people of an area', () => {
  it('within reach are served where no capacity was asked for', () => {
    expect(splitOf(row('a', 1000, 600))).toEqual({
      people: 1000,
      served: 600,
      in_reach_no_place: 0,
      out_of_reach: 400,
      share: 0.6,
    });
  });

  it('fall into three classes with capacity, and are counted once', () => {
    const taken = { served: 450, in_reach_no_place: 150, out_of_reach: 400 };
    const split = splitOf(row('a', 1000, 600, taken))!;
    expect(split.served + split.in_reach_no_place + split.out_of_reach).toBe(split.people);
    expect(split.share).toBe(0.45);
  });

  it('have no share where there are none, and no classes where none are known', () => {
    expect(splitOf(row('desert', 0, 0))?.share).toBeNull();
    expect(splitOf(row('unknown', null, null))).toBeNull();
  });
});

describe('a target', () => {
  const split = (people: number, served: number) => splitOf(row('a', people, served))!;

  it('is met by equality', () => {
    expect(shortOf(split(1000, 600), 0.6)).toBe(0);
    expect(shortOf(split(10, 7), 0.7)).toBe(0);
  });

  it('is missed by whole people', () => {
    expect(shortOf(split(1001, 600), 0.6)).toBe(1);
    expect(shortOf(split(1000, 0), 0.6)).toBe(600);
  });

  it('ranks the areas that miss it before those that meet it', () => {
    const areas = [row('b', 100, 90), row('none', 0, 0), row('c', 100, 20), row('a', 100, 60)];
    expect(judged(areas, 0.6).map(({ row: { code }, short }) => [code, short])).toEqual([
      ['c', 40],
      ['a', 0],
      ['b', 0],
    ]);
    expect(unjudged(areas).map(({ code }) => code)).toEqual(['none']);
  });

  it('parts the colours of the map', () => {
    expect(breaksAround(0.6)).toEqual([0.4, 0.5, 0.6, 0.8]);
    expect(breaksAround(1)).toEqual([0.67, 0.83, 1, 1]);
  });
});

describe('the level of areas', () => {
  const of = (level: AreaRow['level']) => row('a', 1, 1, { level });

  it('is theirs where all are of one, whatever those outside of all are', () => {
    const outside = { ...row('', 1, 1, { level: null }), code: null };
    expect(levelOf([of('town'), of('town'), outside])).toBe('town');
  });

  it('is none where they are of several, or there are none', () => {
    expect(levelOf([of('town'), of('county')])).toBeNull();
    expect(levelOf([])).toBeNull();
  });
});
