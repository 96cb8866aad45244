/** Turns answers into the features that `answer.ts` draws. */
import type { Feature, Geometry, Polygon } from 'geojson';
import type { Layer, RankedResource, Resource } from '../api/types';
import type { LonLat } from '../state/url';
import type { ThemeName } from '../style/tokens';
import { pinName } from './images';

export const keyOf = (layer: string, code: string): string => `${layer}:${code}`;

/** The colour's name of one resource, by its grade where the layer is graded. */
export function colorOf(layer: Layer, properties: Record<string, unknown>): string {
  const graded = layer.style.color_by;
  const grade = graded ? properties[graded.field] : undefined;
  return (graded && typeof grade === 'string' && graded.colors[grade]) || layer.style.color;
}

export function lonLatOf(resource: Resource | RankedResource): LonLat {
  const [lon = 0, lat = 0] = resource.geometry.coordinates;
  return [lon, lat];
}

export function markOf(
  layer: Layer,
  resource: Resource | RankedResource,
  theme: ThemeName,
): Feature {
  const { code, name, rank } = resource.properties as { code: string; name: string; rank?: number };
  const image = `${pinName(theme, layer.style.shape, layer.style.icon)}${colorOf(layer, resource.properties)}|big`;
  return {
    type: 'Feature',
    geometry: resource.geometry,
    properties: {
      role: 'mark',
      key: keyOf(layer.key, code),
      layer: layer.key,
      code,
      name,
      image,
      rank,
    },
  };
}

/** Grey and hollow: it is there, but it cannot serve. */
export function leftOutMark(layer: Layer, resource: RankedResource, theme: ThemeName): Feature {
  const mark = markOf(layer, resource, theme);
  const image = `${pinName(theme, layer.style.shape, layer.style.icon)}line-strong|off`;
  return { ...mark, properties: { ...mark.properties, role: 'left-out', image } };
}

/** In an area of hundreds a rank beside each mark says nothing. */
export function unrankedMarks(layer: Layer, found: RankedResource[], theme: ThemeName): Feature[] {
  return found.map((resource) => {
    const mark = markOf(layer, resource, theme);
    return { ...mark, properties: { ...mark.properties, rank: undefined } };
  });
}

export function vertices(at: LonLat[]): Feature[] {
  return at.map((coordinates) => ({
    type: 'Feature',
    geometry: { type: 'Point', coordinates },
    properties: { role: 'vertex' },
  }));
}

/** A ring while it is drawn: its corners, and the line that follows the pointer. */
export function draftOf(corners: LonLat[], pointer: LonLat | null): Feature[] {
  const line = pointer ? [...corners, pointer] : corners;
  if (line.length < 2) return vertices(corners);
  const path = line.length > 2 ? [...line, line[0]!] : line;
  return [
    {
      type: 'Feature',
      geometry: { type: 'LineString', coordinates: path },
      properties: { role: 'draft' },
    },
    ...vertices(corners),
  ];
}

export function polygonOf(ring: LonLat[]): Polygon {
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
}

export function ringFeatures(ring: LonLat[]): Feature[] {
  const area: Feature = {
    type: 'Feature',
    geometry: polygonOf(ring),
    properties: { role: 'disc' },
  };
  return [area, ...vertices(ring)];
}

function isGeometry(value: unknown): value is Geometry {
  return typeof value === 'object' && value !== null && 'type' in value && 'coordinates' in value;
}

/** The open resource: where it stands, and every other geometry it carries (an incident's outline). */
export function pickedFeatures(resource: Resource): Feature[] {
  const outlines = Object.values(resource.properties).filter(isGeometry);
  return [resource.geometry, ...outlines].map((geometry) => ({
    type: 'Feature',
    geometry,
    properties: {},
  }));
}
