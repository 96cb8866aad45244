/** Long work on the server: followed until its result is there, cancelled when nobody wants it any more. */
import { t } from '../i18n/language.svelte';
import type { components } from './schema';
import { ApiProblem, request, requestAny, requestFile, type Options } from './client';

export type Run = components['schemas']['Run'];

/** Told of a run when it begins and as it goes on; null when there is none any more. */
export type Follow = (run: Run | null) => void;

const ACCEPTED = 202;
/** No status of the server's: nothing went wrong. */
const CANCELLED = -2;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 2000;

const at = (id: string): string => `/api/v1/runs/${encodeURIComponent(id)}`;

export const cancelRun = (id: string) => request<unknown>(at(id), { method: 'DELETE' });

function pause(duration_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, duration_ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}

const isUnderWay = ({ state }: Run): boolean => state === 'queued' || state === 'running';

/** Waits until a run is done; says how far it is in between. */
async function untilDone(id: string, signal: AbortSignal, follow: Follow): Promise<void> {
  let wait_ms = FIRST_WAIT_MS;
  for (;;) {
    const run = await request<Run>(at(id), { signal });
    if (run.state === 'done') return;
    follow(isUnderWay(run) ? run : null);
    if (run.state === 'failed') throw failure(run);
    if (run.state === 'cancelled') throw new RunCancelled();
    await pause(wait_ms, signal);
    wait_ms = Math.min(LONGEST_WAIT_MS, wait_ms * 1.5);
  }
}

/** Waits for a run and gives its result; says how far it is in between. */
export async function followRun<T>(id: string, signal: AbortSignal, follow: Follow): Promise<T> {
  await untilDone(id, signal, follow);
  const result = await request<T>(`${at(id)}/result`, { signal });
  follow(null);
  return result;
}

export class RunCancelled extends ApiProblem {
  constructor() {
    super(t('run.cancelled'), CANCELLED);
    this.name = 'RunCancelled';
  }
}

function failure({ problem }: Run): ApiProblem {
  return new ApiProblem(problem?.detail ?? problem?.title ?? '', problem?.status ?? -1);
}

/** Ask; where the server answers with a run instead of a result, follow it. */
export async function requestFollowed<T>(
  path: string,
  options: Options & { signal: AbortSignal },
  follow: Follow,
): Promise<T> {
  const { status, document } = await requestAny<T | Run>(path, options);
  if (status !== ACCEPTED) {
    follow(null);
    return document as T;
  }
  const run = document as Run;
  follow(run);
  return followRun<T>(run.id, options.signal, follow);
}

/** As `requestFollowed`, of what is answered by a file. */
export async function requestFileFollowed(
  path: string,
  options: Options & { signal: AbortSignal },
  follow: Follow,
): Promise<Blob> {
  const { status, file } = await requestFile(path, options);
  if (status !== ACCEPTED) return file;
  const run = JSON.parse(await file.text()) as Run;
  follow(run);
  await untilDone(run.id, options.signal, follow);
  const result = await requestFile(`${at(run.id)}/result`, { signal: options.signal });
  follow(null);
  return result.file;
}
