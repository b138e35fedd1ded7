/** What a check needs and can have before there is a list, for whoever waits for one. */
import { compileScanner } from './scanner/instance.ts';
import { dismissThreads, prepareThreads } from './scanner/threads.ts';

/** The code of a check, ready to run on the calling thread. */
export const loadCheckJob = async () => {
  const { checkJob } = await import('./check-job.ts');
  compileScanner();
  return checkJob;
};

/** The same for a thread that may check a large list; answers what to do where it has other work. */
export const prepareLargeCheck = async (): Promise<() => void> => {
  await loadCheckJob();
  prepareThreads();
  return dismissThreads;
};
