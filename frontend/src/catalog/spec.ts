/** What a layer's own file may add to what the server's catalog already says. */
import type { Field, Layer } from '../api/types';

export type FilterControl = 'item';

export interface LayerSpec {
  /** Where it stands among the layers in lists: what serves first, then what it serves against. */
  turn: number;
  /** Fields to name first, in this order, in pop-ups, rows and the drawer. */
  highlights: string[];
  /** Controls that the filter's type alone does not call for. */
  filterControls: Record<string, FilterControl>;
  /** The drawer shows a table of goods. */
  hasStock: boolean;
  /** Who goes between a place and this layer's resources, unless another is chosen. */
  vehicle: string;
  /** Fields that hold yes, no or unknown by key; the keys' words are the choices of this filter. */
  answersByKey: Record<string, string>;
}

const defaults: LayerSpec = {
  turn: 100,
  highlights: [],
  filterControls: {},
  hasStock: false,
  vehicle: 'truck',
  answersByKey: {},
};

export function layerSpec(own: Partial<LayerSpec>): LayerSpec {
  return { ...defaults, ...own };
}

/** The fields worth a glance: the layer's highlights, else what the catalog marks as summary. */
export function glanceFields(layer: Layer, spec: LayerSpec): Field[] {
  const wanted = spec.highlights
    .map((name) => layer.fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  const fields = wanted.length ? wanted : layer.fields.filter((field) => field.summary);
  return fields.filter(({ name }) => name !== 'status');
}

export function statusField(layer: Layer): Field | undefined {
  return layer.fields.find(({ name }) => name === 'status');
}

/** Whether its resources serve at all: a hazard is neither usable nor unusable. */
export function canServe(layer: Layer): boolean {
  return layer.filters.some(({ name }) => name === 'usable');
}
