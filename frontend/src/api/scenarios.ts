/** Scenarios kept on the server by name: the registers never see what they change. */
import type { Changes } from './coverage';
import { request, type Query } from './client';

const v1 = '/api/v1/scenarios';

export interface Scenario {
  id: string;
  name: string;
  layer: string;
  changes: Changes;
  /** Codes it speaks of that are no longer in the register. */
  missing: string[];
  made_by?: string | null;
}

export interface Kept {
  name: string;
  layer: string;
  changes: Changes;
  /** The question it was made for. */
  parameters: Query;
}

export const getScenarios = async (signal: AbortSignal) =>
  (await request<{ scenarios: Scenario[] }>(v1, { signal })).scenarios;

export const saveScenario = (body: Kept) => request<Scenario>(v1, { method: 'POST', body });

export const deleteScenario = (id: string) =>
  request<null>(`${v1}/${encodeURIComponent(id)}`, { method: 'DELETE' });
