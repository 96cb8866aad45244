import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { requestFileFollowed, requestFollowed, RunCancelled, type Run } from './runs';

const run = (changes: Partial<Run>): Run => ({
  id: 'r1',
  kind: 'coverage',
  state: 'running',
  percent: 10,
  stage: { key: 'reach', text: 'Reach' },
  time_left_s: null,
  created_at: '2026-01-01T00:00:00Z',
  href: '/api/v1/runs/r1',
  ...changes,
});
let answers: [number, unknown][] = [];
let asked: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal('fetch', (path: string) => {
    asked.push(path);
    const [status, body] = answers.shift()!;
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function follow(signal = new AbortController().signal) {
  const seen: (number | null)[] = [];
  const asking = requestFollowed('/api/v1/coverage/shelters', { signal }, (one) =>
    seen.push(one && one.percent),
  );
  const settled = asking.then(
    (result) => ({ result, seen }),
    (error: unknown) => ({ error, seen }),
  );
  await vi.runAllTimersAsync();
  return settled;
}

describe('a question the server answers at once', () => {
  it('needs no run', async () => {
    answers = [[200, { share: 0.5 }]];
    expect(await follow()).toEqual({ result: { share: 0.5 }, seen: [null] });
  });
});

describe('a question that becomes a run', () => {
  it('is followed to its result', async () => {
    answers = [
      [202, run({ state: 'queued', percent: 0 })],
      [200, run({ percent: 40 })],
      [200, run({ state: 'done', percent: 100 })],
      [200, { share: 0.6 }],
    ];
    expect(await follow()).toEqual({ result: { share: 0.6 }, seen: [0, 40, null] });
    expect(asked.at(-1)).toBe('/api/v1/runs/r1/result');
  });

  it('says in the server’s words why it failed', async () => {
    const problem = { type: '/problems/x', title: 'No', status: 400, detail: 'No roads' };
    answers = [
      [202, run({})],
      [200, run({ state: 'failed', problem })],
    ];
    expect(await follow()).toMatchObject({ error: { detail: 'No roads', status: 400 } });
  });

  it('tells a cancelled one from a failed one', async () => {
    answers = [
      [202, run({})],
      [200, run({ state: 'cancelled' })],
    ];
    expect(await follow()).toMatchObject({
      error: expect.any(RunCancelled) as unknown,
      seen: [10, null],
    });
  });
});

describe('a file that is long to make', () => {
  it('is followed until it is there, and is the file', async () => {
    answers = [
      [202, run({ state: 'queued', percent: 0 })],
      [200, run({ percent: 70 })],
      [200, run({ state: 'done', percent: 100 })],
      [200, 'the file'],
    ];
    const seen: (number | null)[] = [];
    const { signal } = new AbortController();
    const asking = requestFileFollowed('/report', { method: 'POST', signal }, (one) =>
      seen.push(one && one.percent),
    );
    await vi.runAllTimersAsync();
    expect(await (await asking).text()).toBe('"the file"');
    expect(seen).toEqual([0, 70, null]);
    expect(asked.at(-1)).toBe('/api/v1/runs/r1/result');
  });
});
