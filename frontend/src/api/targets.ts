/** Targets as the server keeps them, and how each area stands against them. */
import type { Query } from './client';
import { requestFollowed, type Follow } from './runs';
import type { components } from './schema';

type Schemas = components['schemas'];

export type TargetRow = Schemas['TargetRow'];
export type CheckedTarget = Schemas['CheckedTarget'];
export type TargetsAnswer = Schemas['TargetsAnswer'];

export const checkTargets = (query: Query, signal: AbortSignal, follow: Follow) =>
  requestFollowed<TargetsAnswer>('/api/v1/targets/check', { query, signal }, follow);
