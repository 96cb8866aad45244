import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as format from './format';
import { guessLanguage, language } from './language.svelte';

beforeAll(async () => {
  vi.stubGlobal('document', { documentElement: {} });
  await language.use('en');
});

describe('figures', () => {
  it('carry the unit that fits them', () => {
    expect(format.distance(229.4)).toBe('229 m');
    expect(format.distance(999.6)).toBe('1,000 m');
    expect(format.distance(12_412)).toBe('12.4 km');
    expect(format.distance(138_400)).toBe('138 km');
  });

  it('tell a duration in minutes and hours', () => {
    expect(format.duration(12)).toBe('under 1 min');
    expect(format.duration(1080)).toBe('18 min');
    expect(format.duration(3599)).toBe('1 h');
    expect(format.duration(6360)).toBe('1 h 46 min');
    expect(format.duration(111_600)).toBe('31 h');
  });

  it('show a small share with the digits that matter', () => {
    expect(format.percent(0.0282)).toBe('2.82%');
    expect(format.percent(0.195)).toBe('19.5%');
    expect(format.percent(0)).toBe('0.0%');
  });

  it('round a scale to two significant digits', () => {
    expect(format.scale(248_731)).toBe('1:250,000');
    expect(format.scale(5_633)).toBe('1:5,600');
  });

  it('put longitude first and name the hemisphere', () => {
    expect(format.position(109.50981, 34.50042)).toBe('109.50981° E, 34.50042° N');
    expect(format.position(-70.5, -33.25)).toBe('70.50000° W, 33.25000° S');
  });
});

describe('a bearing', () => {
  it('is named after the nearest of eight winds', () => {
    expect(format.bearing(0)).toBe('north');
    expect(format.bearing(22.4)).toBe('north');
    expect(format.bearing(22.6)).toBe('north-east');
    expect(format.bearing(359)).toBe('north');
    expect(format.bearing(-90)).toBe('west');
  });
});

describe('an age', () => {
  it('is told in the largest unit that fits', () => {
    expect(format.age(30)).toBe('just now');
    expect(format.age(3 * 3600 + 100)).toBe('3 h ago');
    expect(format.age(31 * 86_400)).toBe('31 d ago');
  });

  it('is stale after thirty days, and unknown is not stale', () => {
    expect(format.isStale(30 * 86_400)).toBe(false);
    expect(format.isStale(30 * 86_400 + 1)).toBe(true);
    expect(format.isStale(null)).toBe(false);
  });
});

describe('the first language', () => {
  it('is Chinese for Chinese and for unknown browsers, else English', () => {
    expect(guessLanguage('zh-TW')).toBe('zh');
    expect(guessLanguage('de-CH')).toBe('en');
    expect(guessLanguage(undefined)).toBe('zh');
  });
});
