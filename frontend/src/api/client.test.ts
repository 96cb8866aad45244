import { afterEach, describe, expect, it, vi } from 'vitest';
import { Ask } from './ask.svelte';
import { ApiProblem, queryString, request, setCsrf } from './client';

function answering(body: unknown, status = 200): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(async () => new Response(JSON.stringify(body), { status }));
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => vi.unstubAllGlobals());

describe('a request', () => {
  it('throws the sentence and the parameter of the server', async () => {
    const errors = [{ parameter: 'lon', detail: 'lon is missing' }];
    answering({ title: 'Invalid', status: 400, detail: 'Say where.', errors }, 400);
    const problem = await request('/x').catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({ detail: 'Say where.', status: 400, parameter: 'lon' });
  });

  it('says that the server cannot be reached, and nothing else', async () => {
    vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')));
    const problem = await request('/x').catch((error: unknown) => error);
    expect(problem).toMatchObject({ unreachable: true, detail: '' });
  });

  it('sends the token with what changes things only', async () => {
    const fetched = answering({});
    setCsrf('secret');
    await request('/x');
    await request('/x', { method: 'POST', body: {} });
    const headers = fetched.mock.calls.map(([, init]) => Object.keys(init.headers));
    expect(headers[0]).not.toContain('X-CSRFToken');
    expect(headers[1]).toContain('X-CSRFToken');
  });

  it('leaves out of the query what is not given', () => {
    const query = { lon: 0, area: null, q: '', status: ['open', 'full'], geometry: true };
    expect(queryString(query)).toBe('?lon=0&status=open&status=full&geometry=true');
  });
});

describe('a question asked again', () => {
  it('aborts the first and keeps the last answer only', async () => {
    const ask = new Ask<string>();
    const signals: AbortSignal[] = [];
    let answerFirst: (answer: string) => void = () => {};
    const first = ask.run((signal) => {
      signals.push(signal);
      return new Promise((resolve) => (answerFirst = resolve));
    });
    await ask.run(async () => 'second');
    answerFirst('first');
    expect(await first).toBeNull();
    expect(signals[0]?.aborted).toBe(true);
    expect(ask.answer).toBe('second');
    expect(ask.busy).toBe(false);
  });

  it('keeps the problem until it is answered', async () => {
    const ask = new Ask<string>();
    let broken = true;
    const question = async (): Promise<string> => {
      if (broken) throw new ApiProblem('Too broad.', 400);
      return 'fine';
    };
    await ask.run(question);
    expect(ask.problem?.detail).toBe('Too broad.');
    broken = false;
    ask.retry();
    await vi.waitFor(() => expect(ask.answer).toBe('fine'));
    expect(ask.problem).toBeNull();
  });
});
