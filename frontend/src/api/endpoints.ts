/** One function per question the page asks of the server. */
import type { FeatureCollection, Point, Polygon } from 'geojson';
import { queryString, request, requestText, type Query } from './client';
import type {
  Area,
  AreaOutline,
  ClocksAnswer,
  ClocksBody,
  FillAnswer,
  FillBody,
  Item,
  Layer,
  MapConfig,
  Named,
  NearestAnswer,
  Resource,
  SearchResult,
  Session,
  WithinAnswer,
} from './types';

const v1 = '/api/v1';

export const getSession = () => request<Session>(`${v1}/session`);

export const signIn = (username: string, password: string) =>
  request<Session>(`${v1}/session`, { method: 'POST', body: { username, password } });

export const signOut = () => request<Session | null>(`${v1}/session`, { method: 'DELETE' });

export const getMapConfig = () => request<MapConfig>(`${v1}/map`);

export const getLayers = async () => (await request<{ layers: Layer[] }>(`${v1}/layers`)).layers;

export const getItems = async () => (await request<{ items: Item[] }>(`${v1}/items`)).items;

export const getAreas = async (query: Query, signal?: AbortSignal) =>
  (await request<{ areas: Area[] }>(`${v1}/areas`, { query, signal })).areas;

export const search = async (q: string, signal: AbortSignal) =>
  (await request<{ results: SearchResult[] }>(`${v1}/search`, { query: { q, limit: 12 }, signal }))
    .results;

export const getResource = (layer: string, code: string, signal: AbortSignal) =>
  request<Resource>(`${v1}/layers/${layer}/features/${encodeURIComponent(code)}`, { signal });

export const getResources = async (layer: string, signal: AbortSignal) =>
  (
    await request<{ features: Resource[] }>(`${v1}/layers/${layer}/features`, {
      query: { limit: 1000 },
      signal,
    })
  ).features;

export const findNearest = (layer: string, query: Query, signal: AbortSignal) =>
  request<NearestAnswer>(`${v1}/nearest/${layer}`, { query, signal });

/** Where the same answer is a page of its own that needs no server, to print and pass on. */
export const briefOfNearest = (layer: string, query: Query): string =>
  `${v1}/nearest/${layer}/brief${queryString(query)}`;

export const findWithinRadius = (layer: string, query: Query, signal: AbortSignal) =>
  request<WithinAnswer>(`${v1}/within/${layer}`, { query, signal });

export const findWithinPolygon = (
  layer: string,
  query: Query,
  polygon: Polygon,
  signal: AbortSignal,
) =>
  request<WithinAnswer>(`${v1}/within/${layer}`, { query, method: 'POST', body: polygon, signal });

export const planFill = (body: FillBody, signal: AbortSignal) =>
  request<FillAnswer>(`${v1}/fill`, { method: 'POST', body, signal });

/** The same plan as a page of its own that needs no server; `title` is its heading. */
export const getFillBrief = (body: FillBody, title: string | null) =>
  requestText(`${v1}/fill/brief`, { method: 'POST', body, query: { title } });

export const judgeClocks = (body: ClocksBody, signal: AbortSignal) =>
  request<ClocksAnswer>(`${v1}/clocks`, { method: 'POST', body, signal });

/** The codes of a layer's resources, no more than the query's `limit`. */
export const getCodes = async (layer: string, query: Query, signal: AbortSignal) =>
  (
    await request<FeatureCollection<Point | null, Named>>(`${v1}/layers/${layer}/features`, {
      query,
      signal,
    })
  ).features.map(({ properties }) => properties.code);

export const getArea = (code: string) =>
  request<AreaOutline>(`${v1}/areas/${encodeURIComponent(code)}`);
