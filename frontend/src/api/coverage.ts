/** What the page asks about coverage, and the documents that answer. */
import type { Surface, Words } from './types';
import { queryString, request, requestBlob, type Query } from './client';
import { requestFollowed, type Follow } from './runs';

const v1 = '/api/v1';

/** People of one area, or of all of them: each counted once. Null where no people are known. */
export interface PeopleCount {
  people: number | null;
  covered_people: number | null;
  share: number | null;
  /** With capacity: a place within reach; reached but all places taken; not reached. */
  served?: number | null;
  served_share?: number | null;
  in_reach_no_place?: number | null;
  out_of_reach?: number | null;
}

export interface AreaRow extends PeopleCount {
  /** Null: people outside every area of the level. */
  code: string | null;
  name: string;
  name_en?: string | null;
  level?: string | null;
  area_km2?: number | null;
  covered_area_km2?: number | null;
  area_share?: number | null;
  count?: number | null;
  census_people?: number | null;
  census_year?: number | null;
  census_difference?: number | null;
}

export interface Denominator {
  people: number;
  population: string;
  name: Words;
  source: string;
  year: number | null;
  is_estimate: boolean;
  cells: number;
}

export interface CapacityUse {
  kind: string;
  method: 'exact' | 'heuristic';
  gap: number | null;
  places: number;
  places_used: number;
}

export interface CoverageAnswer extends Omit<PeopleCount, 'people'> {
  method?: string;
  basis?: string;
  radius_m: number | null;
  minutes?: number | null;
  denominator: Denominator | null;
  sites?: {
    count: number;
    without_capacity?: number | null;
    excluded?: Record<string, number>;
  };
  count: number;
  uncovered_people?: number | null;
  capacity?: CapacityUse | null;
  area?: AreaRow | null;
  areas: AreaRow[];
  outside_areas_people?: number | null;
  covered_area_km2: number | null;
  area_km2: number | null;
  area_share: number | null;
  geometry: Surface | null;
  outside_geometry: Surface | null;
  as_of: string | null;
  notes?: { key: string; text: Words }[];
}

/** People binned for the picture; a column a bin. */
export interface CellsAnswer {
  cell_deg: number;
  lon: number[];
  lat: number[];
  served: number[];
  in_reach_no_place: number[];
  out_of_reach: number[];
  most_people: number;
}

export interface Population {
  code: string;
  name: Words;
  source: string;
  year: number | null;
  is_estimate: boolean;
  people: number;
}

export interface Changes {
  close: string[];
  add: { name: string; lon: number; lat: number; capacity_persons: number | null }[];
  capacity: Record<string, number>;
}

/** One question: parameters of the address, or a body where sites are changed. */
export interface Question {
  layer: string;
  query: Query;
  changes: Changes | null;
}

function posed({ query, changes }: Question, more: Query) {
  const asked = { ...query, ...more };
  return changes ? { method: 'POST', body: { ...asked, changes } } : { query: asked };
}

export const measureCoverage = (
  question: Question,
  more: Query,
  signal: AbortSignal,
  follow: Follow,
) =>
  requestFollowed<CoverageAnswer>(
    `${v1}/coverage/${question.layer}`,
    { ...posed(question, more), signal },
    follow,
  );

export const getPeopleCells = (question: Question, more: Query, signal: AbortSignal) =>
  request<CellsAnswer>(`${v1}/coverage/${question.layer}/cells`, {
    ...posed(question, more),
    signal,
  });

export const getPopulations = async (signal: AbortSignal) =>
  (await request<{ populations: Population[] }>(`${v1}/populations`, { signal })).populations;

export const REPORT_FORMATS = ['html', 'pdf', 'xlsx', 'csv', 'gpkg', 'geojson'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

const reportOf = (layer: string): string => `${v1}/coverage/${layer}/report`;

export const reportAddress = ({ layer, query }: Question, format: ReportFormat, lang: string) =>
  reportOf(layer) + queryString({ ...query, format, lang });

/** The same of a scenario, which an address cannot carry. */
export const fetchReport = (question: Question, format: ReportFormat, lang: string) =>
  requestBlob(reportOf(question.layer), {
    ...posed(question, {}),
    query: { format, lang, ...(question.changes ? {} : question.query) },
  });
