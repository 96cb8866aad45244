/** A layer as a server might add one, unknown to this front end. */
import type { Layer } from '../api/types';

export function toyLayer(changes: Partial<Layer> = {}): Layer {
  return {
    key: 'wells',
    title: { en: 'Wells', zh: '水井' },
    geometry: 'point',
    order: 90,
    readable: true,
    writable: false,
    count: 3,
    demo: false,
    questions: ['nearest', 'within'],
    tiles: '/tiles/wells.json',
    style: { icon: 'drinking-water', color: 'unheard-of', shape: 'hexagon', color_by: null },
    fields: [],
    hidden_fields: [],
    filters: [],
    reasons: {},
    sums: [],
    ...changes,
  };
}
