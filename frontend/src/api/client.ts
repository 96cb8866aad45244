/** One way to the server: JSON in, JSON out, and one error class that carries the server's own sentence. */
import type { ProblemDocument } from './types';
import { language } from '../i18n/language.svelte';

export class ApiProblem extends Error {
  constructor(
    /** The sentence to show; empty when the server did not answer at all. */
    readonly detail: string,
    readonly status: number,
    readonly parameter: string | null = null,
  ) {
    super(detail || 'no answer');
    this.name = 'ApiProblem';
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

export type Query = Record<
  string,
  string | number | boolean | readonly string[] | null | undefined
>;

let csrf = '';
let onContact: (reached: boolean) => void = () => {};

/** The token that unsafe methods must send with a session. */
export function setCsrf(token: string): void {
  csrf = token;
}

/** Told after each request whether the server answered at all. */
export function watchContact(listener: (reached: boolean) => void): void {
  onContact = listener;
}

export function queryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    if (Array.isArray(value)) value.forEach((one: string) => parameters.append(name, one));
    else parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text ? `?${text}` : '';
}

async function toProblem(response: Response): Promise<ApiProblem> {
  const document = (await response.json().catch(() => ({}))) as Partial<ProblemDocument>;
  const first = document.errors?.[0];
  const detail = document.detail || first?.detail || document.title || `HTTP ${response.status}`;
  return new ApiProblem(detail, response.status, first?.parameter ?? null);
}

async function send(path: string, init: RequestInit): Promise<Response> {
  try {
    const response = await fetch(path, { credentials: 'same-origin', ...init });
    onContact(true);
    return response;
  } catch (error) {
    if (init.signal?.aborted) throw error;
    onContact(false);
    throw new ApiProblem('', 0);
  }
}

export interface Options {
  query?: Query;
  method?: string;
  body?: unknown;
  signal?: AbortSignal;
}

async function ask(path: string, accept: string, options: Options): Promise<Response> {
  const { query = {}, method = 'GET', body, signal } = options;
  const headers: Record<string, string> = { Accept: accept, 'Accept-Language': language.tag };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRFToken'] = csrf;
  const response = await send(path + queryString(query), {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal,
  });
  if (!response.ok) throw await toProblem(response);
  return response;
}

const JSON_TYPES = 'application/json, application/geo+json, application/problem+json';

/**
 * Ask the server.
 *
 * @throws ApiProblem when the server refuses, fails or cannot be reached; an AbortError when `signal` aborts.
 */
export async function request<T>(path: string, options: Options = {}): Promise<T> {
  return (await requestAny<T>(path, options)).document;
}

/** As `request`, and with which of its statuses the server answered. */
export async function requestAny<T>(
  path: string,
  options: Options = {},
): Promise<{ status: number; document: T }> {
  const response = await ask(path, JSON_TYPES, options);
  const { status } = response;
  return { status, document: (status === 204 ? null : await response.json()) as T };
}

/** Ask for a page of HTML; otherwise as `request`. */
export async function requestText(path: string, options: Options = {}): Promise<string> {
  return (await ask(path, 'text/html, application/problem+json', options)).text();
}

/** Ask for a file, of whatever kind, and which of its statuses the server answered; otherwise as `request`. */
export async function requestFile(
  path: string,
  options: Options = {},
): Promise<{ status: number; file: Blob }> {
  const response = await ask(path, '*/*', options);
  return { status: response.status, file: await response.blob() };
}
