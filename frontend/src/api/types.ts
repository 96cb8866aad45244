/** The documents the server answers, as docs of the API describe them. */
import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon } from 'geojson';

export interface Words {
  en: string;
  zh: string;
}

export interface Choice {
  value: string;
  label: Words;
}

export type FieldType =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'choice'
  | 'choices'
  | 'date'
  | 'datetime'
  | 'list'
  | 'object';

export interface Field {
  name: string;
  label: Words;
  type: FieldType;
  unit: Words | null;
  choices: Choice[] | null;
  sensitivity: 'public' | 'internal' | 'restricted';
  summary: boolean;
}

export interface Filter {
  name: string;
  label: Words;
  type: string;
  choices: Choice[] | null;
  reason: string | null;
}

export interface LayerStyle {
  icon: string;
  color: string;
  shape: string;
  color_by: { field: string; colors: Record<string, string> } | null;
}

export interface Layer {
  key: string;
  title: Words;
  geometry: 'point' | 'polygon';
  readable: boolean;
  writable: boolean;
  count: number | null;
  questions: string[];
  style: LayerStyle;
  tiles: string;
  order: number;
  fields: Field[];
  filters: Filter[];
  reasons: Record<string, Words>;
  sums: string[];
}

export interface Session {
  user: { username: string; display_name: string } | null;
  role: string | null;
  csrf: string;
}

export interface BaseMap {
  key: string;
  title: Words;
  tiles: string[];
  attribution: string;
  max_zoom: number;
}

export interface MapConfig {
  title: Words;
  version: string;
  demo: boolean;
  notice: Words | null;
  bounds: [number, number, number, number];
  home_area: { code: string; name: string; name_en?: string | null } | null;
  base_maps: BaseMap[];
}

export interface StockLine {
  item: string;
  item_name: Words;
  unit: Words;
  batch: string;
  on_hand: number;
  reserved: number;
  available: number;
  minimum: number | null;
  made_on: string | null;
  expires_on: string | null;
  expired: boolean;
}

export interface ResourceProperties {
  code: string;
  name: string;
  status?: string;
  verified_age_s?: number | null;
  stock?: StockLine[];
  available?: Record<string, number>;
  [field: string]: unknown;
}

export interface RankedProperties extends ResourceProperties {
  rank?: number;
  distance_m: number;
  bearing_deg: number | null;
}

export type Resource = Feature<Point, ResourceProperties>;
export type RankedResource = Feature<Point, RankedProperties>;

interface Basis {
  as_of: string;
  data_version: string;
  source?: string;
}

export interface NearestAnswer extends FeatureCollection<Point, RankedProperties>, Basis {
  query: { layer: string; lon: number; lat: number; from: string | null; k: number };
  excluded: Record<string, number>;
}

export interface StockSum {
  item: string;
  item_name: Words;
  unit: Words;
  available: number;
}

export interface WithinAnswer extends FeatureCollection<Point, RankedProperties>, Basis {
  count: number;
  sums: Record<string, number | StockSum[] | null>;
}

export interface AreaShare {
  code: string;
  name: string;
  name_en: string | null;
  area_km2: number;
  covered_area_km2: number;
  area_share: number;
  count: number;
}

export interface CoverageAnswer extends Basis {
  radius_m: number;
  count: number;
  covered_area_km2: number | null;
  area_km2: number | null;
  area_share: number | null;
  outside_area_km2: number | null;
  areas: AreaShare[];
  geometry: Polygon | MultiPolygon | null;
  outside_geometry: Polygon | MultiPolygon | null;
}

export interface Area {
  code: string;
  name: string;
  name_en: string | null;
  level: string;
  parent: string | null;
  population: number | null;
  population_year: number | null;
  population_source: string | null;
  centre: [number, number];
  bbox: [number, number, number, number];
}

export interface Item {
  key: string;
  code: string | null;
  name: Words;
  unit: Words | null;
  parent: string | null;
}

export type SearchResult =
  | {
      kind: 'resource';
      layer: string;
      id: string;
      code: string;
      name: string;
      detail: string;
      lon: number;
      lat: number;
    }
  | {
      kind: 'area';
      code: string;
      name: string;
      detail: string;
      bbox: [number, number, number, number];
    }
  | { kind: 'coordinate'; name: string; datum: string; lon: number; lat: number };
