/** What a job is: heavy synchronous work that runs in a worker thread, away from the engine's calls. */
import type { ErrorCode } from '#contract/errors.ts';
import type { Result } from '#contract/result.ts';

/** What a job is given besides its input. */
export type JobContext<Progress = never, Question = never, Reply = never> = {
  /** Whether somebody wants the job to stop. To be asked often; a cancelled job ends `cancelled`. */
  readonly cancelled: () => boolean;
  readonly progress: (progress: Progress) => void;
  /** Asks the engine's thread, which alone may touch the database. Answers come in order. */
  readonly ask: (question: Question) => Promise<Reply>;
};

/**
 * Inputs, outputs, progress and questions are plain values that can be cloned; shared memory
 * passes without a copy. Expected failures are values, exceptions are bugs.
 */
export type Job<
  Input,
  Output,
  Code extends ErrorCode,
  Progress = never,
  Question = never,
  Reply = never,
> = (
  input: Input,
  context: JobContext<Progress, Question, Reply>,
) => Result<Output, Code> | Promise<Result<Output, Code>>;
