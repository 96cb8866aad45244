import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import type { LayerSpecification, SymbolLayerSpecification } from 'maplibre-gl';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { toyLayer } from '../testing/layer';
import { composeStyle, type Picture } from './compose';
import { clusterLayerId, placeLayerId } from './resources';
import { evenBreaks, rampStep } from './shares';

beforeAll(() => {
  vi.stubGlobal('location', { origin: 'http://map.test' });
});

const picture: Picture = {
  theme: 'light',
  language: 'zh',
  base: null,
  area: null,
  layers: [toyLayer()],
  hidden: [],
  emphasis: null,
  answer: [],
  reach: [],
  cells: [],
  squares: [],
  picked: [],
  reachColor: 'shelter',
  areaShares: null,
};

const ids = (layers: LayerSpecification[]) => layers.map(({ id }) => id);

describe('a layer this front end has never heard of', () => {
  it('is drawn from its catalog entry alone', () => {
    const style = composeStyle(picture);
    expect(style.sources['at-wells']).toEqual({
      type: 'vector',
      url: 'http://map.test/tiles/wells.json',
    });
    const places = style.layers.find(({ id }) => id === placeLayerId('wells'));
    const image = (places as SymbolLayerSpecification).layout?.['icon-image'];
    expect(JSON.stringify(image)).toContain('pin|light|hexagon|drinking-water|');
  });

  it('is not drawn where the reader may not see it, or has hidden it', () => {
    const locked = { ...picture, layers: [toyLayer({ readable: false })] };
    const hidden = { ...picture, hidden: ['wells'] };
    for (const one of [locked, hidden]) {
      expect(ids(composeStyle(one).layers)).not.toContain(placeLayerId('wells'));
    }
  });
});

describe('the style', () => {
  it('asks no other host and needs no glyph files', () => {
    const style = composeStyle(picture);
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    const hosts = JSON.stringify(style).match(/https?:\/\/[^/"]+/g) ?? [];
    expect(new Set(hosts)).toEqual(new Set(['http://map.test']));
  });

  it('shows the share of each grade in a cluster of a graded layer', () => {
    const color_by = { field: 'risk', colors: { high: 'red', low: 'blue' } };
    const graded = toyLayer({ style: { ...toyLayer().style, color_by } });
    const style = composeStyle({ ...picture, layers: [graded] });
    const clusters = style.layers.find(({ id }) => id === clusterLayerId('wells'));
    const image = JSON.stringify((clusters as SymbolLayerSpecification).layout?.['icon-image']);
    expect(image).toContain('count_high');
    expect(image).toContain('|blue:');
  });

  it('puts what was asked about before everything else', () => {
    const layers = [toyLayer(), toyLayer({ key: 'pumps', tiles: '/tiles/pumps.json' })];
    const style = composeStyle({ ...picture, layers, emphasis: { asked: 'pumps', own: 1 } });
    const visibility = (key: string) =>
      style.layers.find(({ id }) => id === clusterLayerId(key))?.layout?.visibility;
    expect(visibility('pumps')).toBe('visible');
    expect(visibility('wells')).toBe('none');
  });

  it('is one that MapLibre accepts, in its richest form', () => {
    const color_by = { field: 'risk', colors: { high: 'red', low: 'blue' } };
    const layers = [
      toyLayer(),
      toyLayer({ key: 'graded', style: { ...toyLayer().style, color_by } }),
      toyLayer({ key: 'zones', geometry: 'polygon' }),
    ];
    const shares = {
      '610526': { share: 0.2, text: '20 %' },
      '610502': { share: 0.1, text: '10 %' },
    };
    const base = {
      key: 'b',
      title: { en: 'B', zh: 'B' },
      tiles: ['http://b.test/{z}'],
      attribution: '',
      max_zoom: 18,
    };
    const rich = {
      ...picture,
      layers,
      base,
      area: '610500',
      areaShares: { shares, breaks: evenBreaks(0.2) },
    };
    expect(validateStyleMin(composeStyle(rich)).map(({ message }) => message)).toEqual([]);
  });

  it('has each layer once', () => {
    const all = ids(composeStyle(picture).layers);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('areas that have shares', () => {
  const shares = { '610526-T-02': { share: 0.2, text: '20 %' } };
  const styleOf = (level: string | null) =>
    composeStyle({ ...picture, areaShares: { shares, breaks: evenBreaks(0.2), level } });
  const sourcesOf = (style: ReturnType<typeof styleOf>) =>
    style.layers.flatMap((layer) =>
      ['area-shares', 'area-focus'].includes(layer.id) && 'source' in layer ? [layer.source] : [],
    );

  it('come with the ground where its tiles have them from far off', () => {
    const style = styleOf('county');
    expect(sourcesOf(style)).toEqual(['areas', 'areas']);
    expect(Object.keys(style.sources)).toEqual(Object.keys(composeStyle(picture).sources));
  });

  it('are fetched on their own where they are fine', () => {
    const style = styleOf('town');
    expect(sourcesOf(style)).toEqual(['areas-town', 'areas-town']);
    expect(style.sources['areas-town']).toMatchObject({
      tiles: ['http://map.test/tiles/areas/{z}/{x}/{y}.mvt?level=town'],
    });
    expect(validateStyleMin(style)).toEqual([]);
  });
});

describe('the ramp of shares', () => {
  it('gives the ends to the least and the most', () => {
    expect(rampStep(0, evenBreaks(0.4))).toBe(0);
    expect(rampStep(0.4, evenBreaks(0.4))).toBe(4);
    expect(rampStep(0.2, evenBreaks(0.4))).toBe(2);
  });

  it('puts a share that equals a break above it', () => {
    expect(rampStep(0.6, [0.4, 0.5, 0.6, 0.8])).toBe(3);
    expect(rampStep(0.5999, [0.4, 0.5, 0.6, 0.8])).toBe(2);
  });
});
