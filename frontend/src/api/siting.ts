/** Where to build next: the question, and the sites chosen, in order, with what each adds. */
import type { Query } from './client';
import type { Changes } from './coverage';
import { requestFollowed, type Follow } from './runs';
import type { components } from './schema';

export type Candidates =
  { grid: { spacing_m: number } } | { layer: string } | { points: { lon: number; lat: number }[] };

export interface SitingQuestion {
  layer: string;
  query: Query;
  method: string;
  p: number | null;
  candidates: Candidates | null;
  /** Only for those who are to have a place. */
  upgrades?: { each_persons: number };
  places_persons?: number;
  changes: Changes | null;
}

export type SitingAnswer = components['schemas']['SitingAnswer'];
export type SitingPick = SitingAnswer['picks'][number];

export const chooseSites = (question: SitingQuestion, signal: AbortSignal, follow: Follow) => {
  const { layer, query, changes, ...asked } = question;
  const body = { ...query, ...asked, ...(changes ? { changes } : {}) };
  return requestFollowed<SitingAnswer>(
    `/api/v1/siting/${layer}`,
    { method: 'POST', body, signal },
    follow,
  );
};
