/** Jobs on the caller's own thread: the same code without the time that a thread takes to start. */
import type { BuildDependencies } from '#engine/batches/build.ts';
import type { runJob } from '#engine/jobs/run-job.ts';
import { jobs } from '#engine/jobs/table.ts';

type AnyJob = (input: unknown, context: unknown) => unknown;

export const runInProcess = (async (name, input, options = {}) => {
  const job = (await jobs[name]()) as unknown as AnyJob;
  return job(input, {
    cancelled: () => options.signal?.aborted ?? false,
    progress: options.onProgress ?? (() => undefined),
    ask: async (question: never) => options.onQuestion?.(question),
  });
}) as typeof runJob;

export const checkInProcess: BuildDependencies['check'] = (file, options, running) =>
  runInProcess('check', { file, options, crossChecks: false }, running);
