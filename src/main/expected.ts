/** What main does with the engine's answers to calls that it makes itself. */
import type { ErrorCode } from '#contract/errors.ts';
import type { Failure, Result } from '#contract/result.ts';

const bugs = [
  'bad-input',
  'unknown-call',
  'internal-error',
] as const satisfies readonly ErrorCode[];
type Bug = (typeof bugs)[number];

const isExpected = <Code extends ErrorCode>(
  failure: Failure<Code>,
): failure is Failure<Exclude<Code, Bug>> => !bugs.some((code) => code === failure.code);

/** The same answer; what only a bug of this process or of the engine can cause is thrown as one. */
export const expected = <Value, Code extends ErrorCode>(
  answer: Result<Value, Code>,
): Result<Value, Exclude<Code, Bug>> => {
  if (answer.ok) return answer;
  const { error } = answer;
  if (isExpected(error)) return { ok: false, error };
  throw new Error(`the engine answered ${error.code}: ${error.message}`);
};
