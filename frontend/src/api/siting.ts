/** Where to build next: the question, and the sites chosen, in order, with what each adds. */
import type { Query } from './client';
import type { Changes } from './coverage';
import { requestFollowed, type Follow } from './runs';
import type { Words } from './types';

export type Candidates =
  { grid: { spacing_m: number } } | { layer: string } | { points: { lon: number; lat: number }[] };

export interface SitingQuestion {
  layer: string;
  query: Query;
  method: string;
  p: number | null;
  candidates: Candidates;
  changes: Changes | null;
}

export interface SitingPick {
  rank: number;
  code: string | null;
  name: string;
  name_en?: string | null;
  lon: number;
  lat: number;
  capacity_persons: number | null;
  /** People this one adds, given those before it. */
  people_gained: number;
  share: number | null;
}

export interface SitingAnswer {
  method: string;
  p: number | null;
  feasible: boolean;
  /** How many candidates there were. */
  candidates: number;
  /** People that all picks add. */
  people: number;
  solver: string;
  /** The proven share by which the best may be better. */
  gap: number;
  picks: SitingPick[];
  /** People gained by so many sites. */
  curve: { n: number; people: number; share: number | null }[];
  unreachable: { people: number };
  notes: { key: string; text: Words }[];
}

export const chooseSites = (question: SitingQuestion, signal: AbortSignal, follow: Follow) => {
  const { layer, query, changes, ...asked } = question;
  const body = { ...query, ...asked, ...(changes ? { changes } : {}) };
  return requestFollowed<SitingAnswer>(
    `/api/v1/siting/${layer}`,
    { method: 'POST', body, signal },
    follow,
  );
};
