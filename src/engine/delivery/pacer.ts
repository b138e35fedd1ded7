/**
 * The one who decides when a destination is asked again: it owns the number of requests at a time, the
 * pauses, and the budget for retries. When the far end asks to slow down, half as many requests run at
 * a time, and one more for each that succeeds then.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { retryPauseMs } from './retry-policy.ts';

/** What the pacer needs to know of a refusal. Its behaviour decides, not its text. */
export type PacedRefusal = {
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  readonly slowDown: boolean;
};

export type Attempted<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export type PacerOptions = {
  readonly concurrency: number;
  readonly maxRetryMs: number;
  /** Told how long the pause is that begins, and null when it is over. */
  readonly onPause: (pauseMs: number | null) => void;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** Rejects when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
};

export type Pacer = {
  /**
   * Makes an attempt and, while its refusals are retryable, further ones. Ends with the last answer;
   * when the signal aborts during a pause, with the refusal before it.
   */
  readonly run: <Value, Refusal extends PacedRefusal>(
    attempt: () => Promise<Attempted<Value, Refusal>>,
    signal: AbortSignal,
  ) => Promise<Attempted<Value, Refusal>>;
};

/** Asked anew after each wait: a signal can abort in the meantime. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

export const createPacer = (options: PacerOptions): Pacer => {
  const { concurrency, maxRetryMs, onPause } = options;
  const random = options.random ?? Math.random;
  const now = options.now ?? (() => performance.now());
  const sleep = options.sleep ?? ((ms, signal) => delay(ms, undefined, { signal }));

  let limit = concurrency;
  let active = 0;
  let pausing = 0;
  let failingSinceMs: number | null = null;
  const waiting: (() => void)[] = [];

  const enter = async (): Promise<void> => {
    while (active >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    active += 1;
  };
  const leave = (): void => {
    active -= 1;
    for (let free = limit - active; free > 0; free -= 1) waiting.shift()?.();
  };

  const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
    pausing += 1;
    onPause(Math.round(ms));
    try {
      await sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      pausing -= 1;
      if (pausing === 0) onPause(null);
    }
  };

  /** Learns from an answer before the next request may go. */
  const learn = (answer: Attempted<unknown, PacedRefusal>): void => {
    if (answer.ok) {
      failingSinceMs = null;
      limit = Math.min(concurrency, limit + 1);
    } else if (answer.refusal.retryable) {
      failingSinceMs ??= now();
      if (answer.refusal.slowDown) limit = Math.max(1, Math.floor(limit / 2));
    }
  };

  const attemptOnce = async <Value, Refusal extends PacedRefusal>(
    makeAttempt: () => Promise<Attempted<Value, Refusal>>,
  ): Promise<Attempted<Value, Refusal>> => {
    await enter();
    try {
      const answer = await makeAttempt();
      learn(answer);
      return answer;
    } finally {
      leave();
    }
  };

  return {
    run: async (makeAttempt, signal) => {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await attemptOnce(makeAttempt);
        if (answer.ok || !answer.refusal.retryable || isAborted(signal)) return answer;
        const pauseMs = retryPauseMs({
          attempt,
          failingForMs: now() - (failingSinceMs ?? now()),
          maxRetryMs,
          retryAfterMs: answer.refusal.retryAfterMs,
          random: random(),
        });
        if (pauseMs === null) return answer;
        await pause(pauseMs, signal);
        if (isAborted(signal)) return answer;
      }
    },
  };
};
