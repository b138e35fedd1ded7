/**
 * Expected outcomes as values. Whatever a user, a file or a far end can cause is a `Result`;
 * an exception is a bug in Dropline.
 */
import type { ErrorCode } from './errors.ts';

/** A value that can be put into a message without further formatting. */
export type Detail = string | number | boolean | null | readonly string[];

/**
 * An expected failure. `code` selects the words shown to people; `details` fills their blanks;
 * `message` is English, for logs, and free of personal data; `retryable` says whether the same call
 * can succeed later without anybody changing anything.
 */
export type Failure<Code extends ErrorCode = ErrorCode> = {
  readonly code: Code;
  readonly message: string;
  readonly details: Readonly<Record<string, Detail>>;
  readonly retryable: boolean;
};

export type Result<Value, Code extends ErrorCode = ErrorCode> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure<Code> };

export const succeed = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({
  ok: true,
  value,
});

/** Builds a failed result. `message` defaults to the code; it must not hold IDs, paths or secrets. */
export const fail = <Code extends ErrorCode>(
  code: Code,
  details: Readonly<Record<string, Detail>> = {},
  options: { message?: string; retryable?: boolean } = {},
): { readonly ok: false; readonly error: Failure<Code> } => ({
  ok: false,
  error: {
    code,
    message: options.message ?? code,
    details,
    retryable: options.retryable ?? false,
  },
});
