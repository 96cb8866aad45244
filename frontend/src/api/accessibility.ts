/** What the page asks about places per person, and the documents that answer. */
import type { components } from './schema';
import { request, type Query } from './client';
import { posed, type Question } from './coverage';
import { requestFollowed, type Follow } from './runs';

const v1 = '/api/v1';

type Schemas = components['schemas'];

export type AccessibilityAnswer = Schemas['AccessibilityAnswer'];
export type AccessibilityRow = Schemas['AccessibilityRow'];
/** Places per person over the squares of a grid; a column a square. */
export type AccessibilityCells = Schemas['AccessibilityCells'];

export const measureAccessibility = (question: Question, signal: AbortSignal, follow: Follow) =>
  requestFollowed<AccessibilityAnswer>(
    `${v1}/accessibility/${question.layer}`,
    { ...posed(question, {}), signal },
    follow,
  );

export const getAccessibilityCells = (question: Question, more: Query, signal: AbortSignal) =>
  request<AccessibilityCells>(`${v1}/accessibility/${question.layer}/cells`, {
    ...posed(question, more),
    signal,
  });
