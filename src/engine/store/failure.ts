/**
 * What SQLite's refusals mean to people. Every other exception of the driver is a bug and is passed
 * on as one.
 */
import { errorCodeOf } from '#contract/error-code.ts';
import { type Failure, fail } from '#contract/result.ts';
import { DamagedRow } from './sealed-json.ts';

export type StoreCode =
  | 'store-damaged'
  | 'store-newer'
  | 'store-locked'
  | 'store-unavailable'
  | 'disk-full';

/** Whether an exception of SQLite says that the file is not, or no longer, a database. */
export const isDamage = (error: unknown): boolean => {
  // Rows are parsed as they are read, and what was written parses: a flipped bit does not.
  // Told by its name: checks come here, too, and nothing else of theirs needs Zod.
  if (error instanceof SyntaxError) return true;
  if (error instanceof Error && error.name === 'ZodError') return true;
  if (error instanceof DamagedRow) return true;
  const code = errorCodeOf(error);
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return true;
  // A schema format that no SQLite has written has no code of its own.
  return (
    code === 'SQLITE_ERROR' && error instanceof Error && error.message === 'unsupported file format'
  );
};

const failureCodes: readonly (readonly [RegExp, StoreCode])[] = [
  [/^SQLITE_(BUSY|LOCKED)/, 'store-locked'],
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)$/, 'disk-full'],
  [/^SQLITE_(CANTOPEN|READONLY|IOERR|PERM|AUTH|NOLFS)/, 'store-unavailable'],
  [/^E[A-Z0-9]+$/, 'store-unavailable'],
];

/** Carries a failure of the store through code that knows values and exceptions of its own only. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused';
  readonly failure: Failure<StoreCode>;

  constructor(failure: Failure<StoreCode>) {
    super(failure.code);
    this.failure = failure;
  }
}

/**
 * The failure behind an exception of the store, or undefined where it is a bug. `reason` is the
 * name that SQLite or the system gives.
 */
export const storeFailureOf = (error: unknown): Failure<StoreCode> | undefined => {
  if (error instanceof StoreRefused) return error.failure;
  const reason = errorCodeOf(error);
  const code = isDamage(error)
    ? 'store-damaged'
    : failureCodes.find(([pattern]) => pattern.test(reason))?.[1];
  if (code === undefined) return undefined;
  return fail(code, { reason }, { retryable: code === 'store-locked' }).error;
};
