/** The server's documents, by the names the page uses; all of them come from the server's own description. */
import type { Feature, FeatureCollection, LineString, MultiPolygon, Point, Polygon } from 'geojson';
import type { components } from './schema';

type Schemas = components['schemas'];

export type Words = Schemas['BothLanguages'];
export type ProblemDocument = Schemas['Problem'];
export type Session = Schemas['Session'];
export type MapConfig = Schemas['MapConfiguration'];
export type BaseMap = MapConfig['base_maps'][number];
export type Layer = Schemas['Layer'];
export type Field = Schemas['LayerField'];
export type Filter = Schemas['LayerFilter'];
export type Choice = Field['choices'][number];
export type Item = Schemas['ItemList']['items'][number];
export type Area = Schemas['AreaList']['areas'][number];
export type SearchResult = Schemas['SearchAnswer']['results'][number];
export type BBox = [west: number, south: number, east: number, north: number];

/** A place named inside another document. */
export interface Named {
  code: string;
  name: string;
  name_en?: string | null;
}

/** One line of a depot's stock; the description leaves the fields of a layer open. */
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

export interface ResourceProperties extends Named {
  status?: string;
  usable?: boolean;
  verified_age_s?: number | null;
  stock?: StockLine[];
  available?: Record<string, number>;
  [field: string]: unknown;
}

/** How a time was found: along roads, or from the distance and a usual speed. */
export type Basis = 'road' | 'estimate';

export interface RankedProperties extends ResourceProperties {
  rank?: number;
  distance_m: number;
  bearing_deg: number | null;
  /** Until it is there: `mobilise_s` (turn-out, loading) and `travel_s` together. */
  duration_s?: number;
  mobilise_s?: number;
  travel_s?: number;
  road_distance_m?: number | null;
  basis?: Basis;
  /** Why it was left out. */
  reason?: string;
  reason_text?: Words;
}

export type Resource = Feature<Point, ResourceProperties>;
export interface RankedResource extends Feature<Point, RankedProperties> {
  route?: LineString | null;
}

type Ranked<Answer> = Omit<Answer, 'features' | 'type'> & {
  type: FeatureCollection['type'];
  features: RankedResource[];
};

export type NearestAnswer = Ranked<Schemas['NearestAnswer']> & {
  basis?: Basis | 'mixed' | null;
  /** What was kept out of: `layer:code` of each resource, `polygon` for what was drawn. */
  avoided?: string[];
  left_out?: RankedResource[];
};
export type WithinAnswer = Ranked<Schemas['WithinAnswer']>;
export type Sums = WithinAnswer['sums'];
export type StockSum = Exclude<Sums[string], number>[number];

export type Surface = Polygon | MultiPolygon;

/** Of some areas nobody knows the outline. */
export type AreaOutline = Feature<Surface | null, Named & { parent?: Named | null }>;

/** A fill question as the server understood it. */
export interface FillQuery {
  lon: number;
  lat: number;
  from: string | null;
  items: { item: string; quantity: number; unit: Words | null }[];
  deadline_s: number | null;
  vehicle: { speed_km_h: number; detour_factor: number; loading_minutes: number };
}
export type FillAnswer = Omit<Schemas['FillAnswer'], 'query'> & { query: FillQuery };
export type FillPart = FillAnswer['parts'][number];
export type FillDepot = FillPart['depot'];
export type FillShort = FillAnswer['short'][number];

export type FillBody = Schemas['FillBody'];

export type ClocksBody = Schemas['ClocksBody'];
export type ClocksAnswer = Schemas['ClocksAnswer'];
export type Clock = ClocksAnswer['clocks'][number];
export type ClockSite = ClocksAnswer['sites'][number];
export type ClockVerdict = ClockSite['clocks'][number];
