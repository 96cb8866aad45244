/** Scenarios kept on the server by name: the registers never see what they change. */
import type { Changes } from './coverage';
import { request, type Query } from './client';
import type { components } from './schema';

const v1 = '/api/v1/scenarios';

export type Scenario = components['schemas']['Scenario'];

export interface Kept {
  name: string;
  layer: string;
  changes: Changes;
  note?: string;
  /** The question it was made for. */
  parameters: Query;
}

export const getScenarios = async (signal: AbortSignal) =>
  (await request<{ scenarios: Scenario[] }>(v1, { signal })).scenarios;

export const saveScenario = (body: Kept) => request<Scenario>(v1, { method: 'POST', body });

export const changeScenario = (id: string, body: Kept) =>
  request<Scenario>(`${v1}/${encodeURIComponent(id)}`, { method: 'PUT', body });

export const deleteScenario = (id: string) =>
  request<null>(`${v1}/${encodeURIComponent(id)}`, { method: 'DELETE' });
