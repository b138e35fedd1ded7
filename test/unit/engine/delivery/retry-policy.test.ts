import fc from 'fast-check';
import { expect, it } from 'vitest';
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS, retryPauseMs } from '#engine/delivery/retry-policy.ts';

const question = {
  attempt: 1,
  failingForMs: 0,
  maxRetryMs: 300_000,
  retryAfterMs: null,
  random: 1,
};

it('doubles the longest pause with each attempt, up to a limit', () => {
  const pauses = [1, 2, 3, 6, 7, 60].map((attempt) => retryPauseMs({ ...question, attempt }));
  expect(pauses).toEqual([500, 1000, 2000, 16_000, LONGEST_PAUSE_MS, LONGEST_PAUSE_MS]);
});

it('waits as long as it was asked to, but not beyond the budget', () => {
  expect([
    retryPauseMs({ ...question, retryAfterMs: 90_000 }),
    retryPauseMs({ ...question, retryAfterMs: 900_000 }),
    retryPauseMs({ ...question, retryAfterMs: 10 }),
  ]).toEqual([90_000, 300_000, FIRST_PAUSE_MS]);
});

it('never tries again without a budget', () => {
  expect(retryPauseMs({ ...question, maxRetryMs: 0 })).toBe(null);
});

const anyQuestion = fc.record({
  attempt: fc.integer({ min: 1, max: 2_000 }),
  failingForMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
  maxRetryMs: fc.integer({ min: 0, max: 1e7 }),
  retryAfterMs: fc.option(fc.integer({ min: 0, max: 3_600_000 })),
  random: fc.double({ min: 0, max: 1, noNaN: true }),
});

it('pauses within the budget, and only while there is some', () => {
  fc.assert(
    fc.property(anyQuestion, (asked) => {
      const pauseMs = retryPauseMs(asked);
      const leftMs = asked.maxRetryMs - asked.failingForMs;
      expect(pauseMs === null).toBe(leftMs <= 0);
      if (pauseMs === null) return;
      const ceiling = Math.max(LONGEST_PAUSE_MS, asked.retryAfterMs ?? 0);
      expect(pauseMs).toBeGreaterThanOrEqual(Math.min(asked.retryAfterMs ?? 0, leftMs));
      expect(pauseMs).toBeLessThanOrEqual(Math.min(leftMs, ceiling));
    }),
  );
});
