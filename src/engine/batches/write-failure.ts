/** What the system's refusals to write mean to people. */
import { basename } from 'node:path';
import { errorCodeOf, isDenied, isDiskFull } from '#contract/error-code.ts';
import { fail } from '#contract/result.ts';

/** The system's name of an error; `unknown` for what is not the system's. */
export const codeOf = (error: unknown): string => errorCodeOf(error) || 'unknown';

/** A failed write in the terms of the contract. `path` gives its last name only. */
export const writeFailure = (error: unknown, path: string) => {
  const code = codeOf(error);
  const name = basename(path);
  if (isDiskFull(code)) return fail('disk-full', { name });
  if (isDenied(code)) return fail('out-read-only', { name });
  if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(code)) return fail('out-not-empty', { name });
  return fail('out-failed', { name, reason: code });
};
