/** How the page asks and remembers answers: react-query, with expected failures as errors of one kind. */
import { QueryClient, type QueryKey } from '@tanstack/react-query';
import type { Failure, Result } from '#contract/result.ts';

/** An expected failure on its way through react-query, which knows only exceptions. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** The value of an answer; throws the failure otherwise. For query functions only. */
export const answerOf = async <Value>(answer: Promise<Result<Value>>): Promise<Value> => {
  const result = await answer;
  if (result.ok) return result.value;
  throw new FailureError(result.error);
};

/** The failure behind what a query ended in. An exception of any other kind is a bug. */
export const failureOf = (error: Error): Failure =>
  error instanceof FailureError
    ? error.failure
    : { code: 'internal-error', message: error.message, details: {}, retryable: false };

/**
 * Has everything under a key asked for again, after something changed it. A first answer that is still
 * on its way may be older than the change, and react-query would be content with it: it is given up.
 */
export const askAgain = async (queries: QueryClient, queryKey: QueryKey): Promise<void> => {
  await queries.cancelQueries({ queryKey });
  await queries.invalidateQueries({ queryKey });
};

export const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      // Everything is on this computer: what failed once fails again, and nothing grows old by itself.
      queries: { retry: false, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
