import { describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../api/client';
import { Pace } from './pace.svelte';

/** A server that answers when told to. */
function slowServer() {
  const waiting: ((text: string) => void)[] = [];
  const asked: string[] = [];
  const ask = (text: string) => () => {
    asked.push(text);
    return new Promise<string>((resolve) => waiting.push(resolve));
  };
  const answer = async (text: string) => {
    waiting.shift()!(text);
    await vi.waitFor(() => {});
    await Promise.resolve();
  };
  return { ask, answer, asked };
}

describe('a question asked again while it is dragged', () => {
  it('lets the one under way finish, then asks the newest alone', async () => {
    const { ask, answer, asked } = slowServer();
    const heard: string[] = [];
    const pace = new Pace<string>((one) => heard.push(one));
    for (const text of ['1 km', '2 km', '3 km']) pace.run(ask(text));
    expect(asked).toEqual(['1 km']);
    await answer('of 1');
    await vi.waitFor(() => expect(asked).toEqual(['1 km', '3 km']));
    await answer('of 3');
    await vi.waitFor(() => expect(heard).toEqual(['of 1', 'of 3']));
    expect(pace.ask.answer).toBe('of 3');
    expect(pace.ask.busy).toBe(false);
  });

  it('gives up one that takes too long', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { ask, asked } = slowServer();
    const pace = new Pace<string>();
    pace.run(ask('first'));
    vi.advanceTimersByTime(5000);
    pace.run(ask('second'));
    expect(asked).toEqual(['first', 'second']);
    vi.useRealTimers();
  });

  it('says why it was stopped, and shows nothing that comes later', async () => {
    const { ask, answer } = slowServer();
    const pace = new Pace<string>();
    pace.run(ask('1 km'));
    pace.stop(new ApiProblem('enough', -2));
    await answer('of 1');
    expect(pace.ask).toMatchObject({ busy: false, answer: null, problem: { detail: 'enough' } });
  });

  it('forgets what waits when it is cleared', async () => {
    const { ask, answer, asked } = slowServer();
    const pace = new Pace<string>();
    pace.run(ask('1 km'));
    pace.run(ask('2 km'));
    pace.clear();
    await answer('of 1');
    expect(asked).toEqual(['1 km']);
    expect(pace.ask.answer).toBeNull();
  });
});
