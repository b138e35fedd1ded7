/** Exit codes of the command line. They are a promise to scripts. */
import { type ErrorCode, type ErrorFamily, familyOf } from '#contract/errors.ts';

export const EXIT = {
  fine: 0,
  refused: 1,
  usage: 2,
  file: 3,
  remote: 4,
  credentials: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const byFamily = {
  refused: EXIT.refused,
  usage: EXIT.usage,
  file: EXIT.file,
  remote: EXIT.remote,
  credentials: EXIT.credentials,
  interrupted: EXIT.interrupted,
} as const satisfies Record<ErrorFamily, ExitCode>;

/** The exit code of a failure. */
export const exitCodeOf = (code: ErrorCode): ExitCode => byFamily[familyOf(code)];

/** The exit code of several files: the highest of what happened to each. */
export const highest = (codes: readonly ExitCode[]): ExitCode =>
  codes.reduce((left, right) => (right > left ? right : left), EXIT.fine);
