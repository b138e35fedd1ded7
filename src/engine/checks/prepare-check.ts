/** What a check needs and can have before there is a list, for whoever waits for one. */
import { compileScanner } from './scanner/instance.ts';

/** The code of a check, ready to run on the calling thread. */
export const loadCheckJob = async () => {
  const { checkJob } = await import('./check-job.ts');
  compileScanner();
  return checkJob;
};
