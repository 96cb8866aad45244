/** What the page asks about coverage, and the documents that answer. */
import type { components } from './schema';
import type { Surface } from './types';
import { request, type Query } from './client';
import { requestFileFollowed, requestFollowed, type Follow } from './runs';

const v1 = '/api/v1';

type Schemas = components['schemas'];

/** People of one area, or of all of them: each counted once. Null where no people are known. */
export interface PeopleCount {
  people: number | null;
  covered_people: number | null;
  /** With capacity: a place within reach; reached but all places taken; not reached. */
  served?: number | null;
  in_reach_no_place?: number | null;
  out_of_reach?: number | null;
}

/** A row without a code: people outside every area of the level. */
export type AreaRow = PeopleCount &
  Pick<Schemas['CoverageRow'], 'code' | 'name'> &
  Partial<Omit<Schemas['CoverageRow'], keyof PeopleCount>>;

export type CoverageAnswer = Omit<
  Schemas['CoverageAnswer'],
  'areas' | 'geometry' | 'outside_geometry'
> & {
  areas: AreaRow[];
  geometry: Surface | null;
  outside_geometry: Surface | null;
};
export type Denominator = NonNullable<CoverageAnswer['denominator']>;

/** People binned for the picture; a column a bin. */
export type CellsAnswer = Schemas['CoverageCells'];
export type Population = Schemas['PopulationList']['populations'][number];

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

export function posed({ query, changes }: Question, more: Query) {
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

/** What a report wishes beyond the question: its form, its language, the share to reach. */
export interface Wishes {
  format: ReportFormat;
  lang: string;
  target: number;
}

/** The report as a file; long to make, it is a run that can be followed. */
export const fetchReport = (
  { layer, query, changes }: Question,
  wishes: Wishes,
  signal: AbortSignal,
  follow: Follow,
) =>
  requestFileFollowed(
    reportOf(layer),
    {
      method: 'POST',
      body: changes ? { ...query, changes } : query,
      query: { ...wishes },
      signal,
    },
    follow,
  );
