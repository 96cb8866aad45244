/** Targets as the server keeps them, and how each area stands against them. */
import { requestFollowed, type Follow } from './runs';
import type { Query } from './client';
import type { Words } from './types';

export type Outcome = 'pass' | 'fail' | 'undefined';

export interface TargetRow {
  code: string;
  name: string;
  name_en: string;
  outcome: Outcome;
  why: { key: string; text: Words } | null;
  value: number | null;
  limit: number | null;
  people_short: number | null;
  m2_short: number | null;
  count_short: number | null;
  km2_short: number | null;
}

export interface CheckedTarget extends Record<Outcome, number> {
  key: string;
  title: Words;
  /** What `value` and `limit` are: a share, or a number. */
  measure: string;
  standard_no: string;
  clause: string;
  verification: string;
  areas: TargetRow[];
}

export const checkTargets = (query: Query, signal: AbortSignal, follow: Follow) =>
  requestFollowed<{ targets: CheckedTarget[] }>('/api/v1/targets/check', { query, signal }, follow);
