import { expect, it } from 'vitest';
import { type Attempted, createPacer, type PacedRefusal } from '#engine/delivery/pacer.ts';

const refused = (refusal: Partial<PacedRefusal>): Attempted<never, PacedRefusal> => ({
  ok: false,
  refusal: { retryable: true, retryAfterMs: null, slowDown: false, ...refusal },
});
const done: Attempted<string, PacedRefusal> = { ok: true, value: 'done' };
const never = new AbortController().signal;

/** A pacer whose time passes only while it sleeps. */
const createTimed = (options: { concurrency?: number; maxRetryMs?: number } = {}) => {
  let nowMs = 0;
  const pauses: (number | null)[] = [];
  const pacer = createPacer({
    ...{ concurrency: 4, maxRetryMs: 10_000, random: () => 1, now: () => nowMs, ...options },
    onPause: (pauseMs) => pauses.push(pauseMs),
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      nowMs += ms;
    },
  });
  return { pacer, pauses, now: () => nowMs };
};

it('tries again while refusals may pass, and tells each pause and its end', async () => {
  const { pacer, pauses } = createTimed();
  const answers = [refused({}), refused({ retryAfterMs: 3_000 }), done];
  const answer = await pacer.run(async () => answers.shift() ?? done, never);
  expect([answer, pauses]).toEqual([done, [500, null, 3_000, null]]);
});

it('takes a final refusal at its word', async () => {
  const { pacer, pauses } = createTimed();
  const final = refused({ retryable: false });
  expect([await pacer.run(async () => final, never), pauses]).toEqual([final, []]);
});

it('gives up when the budget is used, and makes a last attempt at its very end', async () => {
  const { pacer, now } = createTimed({ maxRetryMs: 4_000 });
  const attemptsAt: number[] = [];
  const answer = await pacer.run(async () => {
    attemptsAt.push(now());
    return refused({});
  }, never);
  expect([answer.ok, attemptsAt]).toEqual([false, [0, 500, 1_500, 3_500, 4_000]]);
});

it('begins the budget anew when anything has succeeded', async () => {
  const { pacer, now } = createTimed({ maxRetryMs: 4_000 });
  const twiceRefused = () => {
    const answers = [refused({}), refused({}), refused({}), done];
    return pacer.run(async () => answers.shift() ?? done, never);
  };
  await twiceRefused();
  await twiceRefused();
  expect([await twiceRefused(), now()]).toEqual([done, 10_500]);
});

it('runs no more requests at a time than it may, and fewer when asked to slow down', async () => {
  const { pacer } = createTimed();
  let active = 0;
  const most: number[] = [];
  let calls = 0;
  const attempt = async () => {
    calls += 1;
    const call = calls;
    active += 1;
    most.push(active);
    await new Promise((resolve) => setImmediate(resolve));
    active -= 1;
    return call <= 4 ? refused({ slowDown: true }) : done;
  };
  await Promise.all(Array.from({ length: 12 }, () => pacer.run(attempt, never)));
  // Four ask to slow down, so the next one is alone; each success lets one more run.
  expect([Math.max(...most), most[4], calls]).toEqual([4, 1, 16]);
});

it('ends a pause at once when it is cancelled', async () => {
  const cancel = new AbortController();
  const pacer = createPacer({
    ...{ concurrency: 1, maxRetryMs: 1e9, random: () => 1 },
    onPause: (pauseMs) => {
      if (pauseMs !== null) cancel.abort();
    },
  });
  const refusal = refused({ retryAfterMs: 3_600_000 });
  expect(await pacer.run(async () => refusal, cancel.signal)).toEqual(refusal);
});
