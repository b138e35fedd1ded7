/**
 * Jobs behind an open window stand back: their threads, and those that they start, have a lower
 * priority, so the window's own processes get a core the moment they want one. Nothing is lost where
 * nobody wants it.
 */
import { setPriority } from 'node:os';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

const KEY = 'dropline.stands-back';

/**
 * A third of the usual weight on Linux: enough for frames, and not so little that whatever else is
 * busy on the computer brings a check to a stand.
 */
const NICENESS = 5;

/** To be called before the first worker is started. */
export const letJobsStandBack = (): void => setEnvironmentData(KEY, true);

/**
 * To be called by a worker as its first deed; answers whether there is a window. On Linux the priority
 * is that of the calling thread and of what it starts, elsewhere that of the whole process.
 */
export const standBackIfAsked = (): boolean => {
  if (getEnvironmentData(KEY) !== true) return false;
  try {
    setPriority(NICENESS);
  } catch {
    // A system that does not allow it lets everything run as it is.
  }
  return true;
};
