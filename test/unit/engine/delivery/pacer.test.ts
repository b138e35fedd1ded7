import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Attempted, createPacing, type PacedRefusal } from '#engine/delivery/pacer.ts';

const refused = (refusal: Partial<PacedRefusal>): Attempted<never, PacedRefusal> => ({
  ok: false,
  refusal: { retryable: true, retryAfterMs: null, slowDown: false, outOfReach: false, ...refusal },
});
const done: Attempted<string, PacedRefusal> = { ok: true, value: 'done' };
const never = new AbortController().signal;

/** A pacer whose time passes only while it sleeps. */
const createTimed = (options: { concurrency?: number; maxRetryMs?: number } = {}) => {
  let nowMs = 0;
  const pauses: (number | null)[] = [];
  const { concurrency = 4, maxRetryMs = 10_000 } = options;
  const pacing = createPacing({
    ...{ concurrency, random: () => 1, now: () => nowMs },
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      nowMs += ms;
    },
  });
  const pacer = pacing.pacer({ maxRetryMs, onPause: (pauseMs) => pauses.push(pauseMs) });
  return { pacing, pacer, pauses, now: () => nowMs };
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
  const pacer = createPacing({ concurrency: 1, random: () => 1 }).pacer({
    maxRetryMs: 1e9,
    onPause: (pauseMs) => {
      if (pauseMs !== null) cancel.abort();
    },
  });
  const refusal = refused({ retryAfterMs: 3_600_000 });
  expect(await pacer.run(async () => refusal, cancel.signal)).toEqual(refusal);
});

it('tries at once when it is woken, whatever the pause', async () => {
  const pacing = createPacing({ concurrency: 1, random: () => 1 });
  const pacer = pacing.pacer({
    maxRetryMs: 1e9,
    onPause: (pauseMs) => {
      if (pauseMs !== null) setImmediate(pacing.wake);
    },
  });
  const answers = [refused({ retryAfterMs: 3_600_000 })];
  expect(await pacer.run(async () => answers.shift() ?? done, never)).toEqual(done);
});

it('tells the refusal with the pause, so that a lost network can be told from a busy server', async () => {
  const told: unknown[] = [];
  const pacing = createPacing({ concurrency: 1, sleep: async () => undefined });
  const pacer = pacing.pacer({
    maxRetryMs: 1e9,
    onPause: (_pauseMs, refusal) => told.push(refusal?.outOfReach ?? null),
  });
  const answers = [refused({ outOfReach: true }), refused({ slowDown: true })];
  await pacer.run(async () => answers.shift() ?? done, never);
  expect(told).toEqual([true, null, false, null]);
});

it('never runs more than the limit, always at least one, and gets back to the full number', async () => {
  const answersOf = fc.array(fc.constantFrom('ok', 'slow', 'fails'), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 8 }), answersOf, async (concurrency, script) => {
      const pacing = createPacing({ concurrency, random: () => 0, sleep: async () => undefined });
      const pacer = pacing.pacer({ maxRetryMs: 1e9, onPause: () => undefined });
      let active = 0;
      let most = 0;
      const limits: number[] = [];
      const attempt = async () => {
        active += 1;
        most = Math.max(most, active);
        await new Promise((resolve) => setImmediate(resolve));
        active -= 1;
        const next = script.shift() ?? 'ok';
        limits.push(pacing.limit());
        return next === 'ok' ? done : refused({ slowDown: next === 'slow' });
      };
      await Promise.all(Array.from({ length: 10 }, () => pacer.run(attempt, never)));
      for (let times = 0; times < concurrency; times += 1) await pacer.run(async () => done, never);
      expect([most <= concurrency, Math.min(...limits) >= 1, pacing.limit(), active]).toEqual([
        true,
        true,
        concurrency,
        0,
      ]);
    }),
    { numRuns: 40 },
  );
});
