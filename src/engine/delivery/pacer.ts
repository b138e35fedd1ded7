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
  /** No answer came: it is the way there that is broken. */
  readonly outOfReach: boolean;
};

export type Attempted<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

/** How one delivery asks: how long it is patient, and who is told of its pauses. */
export type Patience = {
  readonly maxRetryMs: number;
  /** Told how long the pause is that begins and why, and null when all are over. */
  readonly onPause: (pauseMs: number | null, refusal: PacedRefusal | null) => void;
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

export type PacingOptions = {
  readonly concurrency: number;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** Rejects when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
};

/** What all deliveries to one destination share. */
export type Pacing = {
  readonly pacer: (patience: Patience) => Pacer;
  /** Ends every pause: somebody knows that it is worth trying now. */
  readonly wake: () => void;
  /** Requests at a time, as things are. */
  readonly limit: () => number;
};

/** Asked anew after each wait: a signal can abort in the meantime. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

export const createPacing = (options: PacingOptions): Pacing => {
  const { concurrency } = options;
  const random = options.random ?? Math.random;
  const now = options.now ?? (() => performance.now());
  const sleep = options.sleep ?? ((ms, signal) => delay(ms, undefined, { signal }));

  let limit = concurrency;
  let active = 0;
  let failingSinceMs: number | null = null;
  const waiting: (() => void)[] = [];
  const alarms = new Set<AbortController>();

  const enter = async (): Promise<void> => {
    while (active >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    active += 1;
  };
  const leave = (): void => {
    active -= 1;
    for (let free = limit - active; free > 0; free -= 1) waiting.shift()?.();
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

  const rest = async (ms: number, signal: AbortSignal): Promise<void> => {
    const alarm = new AbortController();
    alarms.add(alarm);
    try {
      await sleep(ms, AbortSignal.any([signal, alarm.signal]));
    } catch (error) {
      if (!signal.aborted && !alarm.signal.aborted) throw error;
    } finally {
      alarms.delete(alarm);
    }
  };

  const pacer = ({ maxRetryMs, onPause }: Patience): Pacer => {
    let pausing = 0;
    // Nobody is at it: what failed before says nothing about now.
    if (active === 0 && alarms.size === 0) failingSinceMs = null;
    const pause = async (ms: number, refusal: PacedRefusal, signal: AbortSignal) => {
      pausing += 1;
      onPause(Math.round(ms), refusal);
      await rest(ms, signal).finally(() => {
        pausing -= 1;
        if (pausing === 0) onPause(null, null);
      });
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
          await pause(pauseMs, answer.refusal, signal);
          if (isAborted(signal)) return answer;
        }
      },
    };
  };

  return {
    pacer,
    wake: () => {
      failingSinceMs = null;
      for (const alarm of alarms) alarm.abort();
    },
    limit: () => limit,
  };
};
