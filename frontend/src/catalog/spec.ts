/** What a layer's own file may add to what the server's catalog already says. */
import type { Field, Layer, ResourceProperties } from '../api/types';

export type FilterControl = 'item' | 'hidden';

export interface LayerSpec {
  /** Fields to name first, in this order, in pop-ups, rows and the drawer. */
  highlights: string[];
  /** Controls that the filter's type alone does not call for. */
  filterControls: Record<string, FilterControl>;
  /** The drawer shows a table of goods. */
  hasStock: boolean;
  /** A question may start from a resource of this layer ("nearest from here" is its first action). */
  isOrigin: boolean;
  /** Rough radius in metres with which the coverage tool starts. */
  radius_m: number;
}

const defaults: LayerSpec = {
  highlights: [],
  filterControls: {},
  hasStock: false,
  isOrigin: false,
  radius_m: 5000,
};

export function layerSpec(own: Partial<LayerSpec>): LayerSpec {
  return { ...defaults, ...own };
}

/** The fields worth a glance: the layer's highlights, else what the catalog marks as summary. */
export function glanceFields(layer: Layer, spec: LayerSpec): Field[] {
  const wanted = spec.highlights
    .map((name) => layer.fields.find((field) => field.name === name))
    .filter((field) => field !== undefined);
  return wanted.length ? wanted : layer.fields.filter((field) => field.summary);
}

export function isPresent(properties: ResourceProperties, field: Field): boolean {
  return field.name in properties;
}
