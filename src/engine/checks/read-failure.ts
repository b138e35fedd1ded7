/** What can go wrong with a source while it is read, as a failure. */
import { type Failure, fail } from '#contract/result.ts';
import { SourceChanged, SourceReadFailed } from '../csv/text.ts';

export type ReadCode = 'file-changed' | 'file-read-failed';

/** Turns what `readText` throws into a failure. Whatever else was thrown is a bug, thrown on. */
export const readFailure = (
  error: unknown,
  name: string,
): { readonly ok: false; readonly error: Failure<ReadCode> } => {
  if (error instanceof SourceChanged) return fail('file-changed', { name });
  if (error instanceof SourceReadFailed) {
    return fail('file-read-failed', { name, reason: error.reason });
  }
  throw error;
};
