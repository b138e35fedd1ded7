/**
 * When to try again after a refusal that may pass: exponential backoff with full jitter, within a
 * budget of time that begins anew whenever something succeeded. A pure function, so that the policy
 * can be read and tested by itself.
 */

/** Ceiling of the first pause. It doubles with each attempt. */
export const FIRST_PAUSE_MS = 500;
/** Ceiling of all pauses that the far end has not asked for itself. */
export const LONGEST_PAUSE_MS = 20_000;

export type RetryQuestion = {
  /** Attempts of this request so far, from 1. */
  readonly attempt: number;
  /** Since the first failure after the last success of anything. */
  readonly failingForMs: number;
  readonly maxRetryMs: number;
  /** What the far end asked for (`Retry-After`). */
  readonly retryAfterMs: number | null;
  /** From 0 to 1. */
  readonly random: number;
};

/** The pause before the next attempt in milliseconds, or null to give up. */
export const retryPauseMs = (question: RetryQuestion): number | null => {
  const { attempt, failingForMs, maxRetryMs, retryAfterMs, random } = question;
  const leftMs = maxRetryMs - failingForMs;
  if (leftMs <= 0) return null;
  const ceilingMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  // The last attempt is made when the budget ends, not before.
  return Math.min(leftMs, Math.max(random * ceilingMs, retryAfterMs ?? 0));
};
