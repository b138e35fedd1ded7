/** What the engine's thread and a job's worker tell each other. */
import type { Result } from '#contract/result.ts';

/** How a worker is started: which job, its input, and the flag that says stop (not 0). */
export type JobStart = {
  readonly name: string;
  readonly input: unknown;
  readonly cancelFlag: Int32Array<SharedArrayBuffer>;
};

export type FromWorker =
  | { readonly type: 'progress'; readonly progress: unknown }
  | { readonly type: 'question'; readonly id: number; readonly question: unknown }
  | { readonly type: 'result'; readonly result: Result<unknown> };

export type ToWorker =
  | { readonly type: 'start'; readonly start: JobStart }
  | { readonly type: 'reply'; readonly id: number; readonly reply: unknown };

/** Whether a worker waits for another job of the same name when it has done one; whoever lets it end. */
export const staysAfter = (name: string): boolean => name === 'check';
