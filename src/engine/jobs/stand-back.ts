/**
 * Jobs behind an open window stand back: their threads, and those that they start, have a lower
 * priority, so the window's own processes get a core the moment they want one. Nothing is lost where
 * nobody wants it.
 */
import { constants, setPriority } from 'node:os';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

const KEY = 'dropline.stands-back';

/** To be called before the first worker is started. */
export const letJobsStandBack = (): void => setEnvironmentData(KEY, true);

/**
 * To be called by a worker as its first deed. On Linux the priority is that of the calling thread and
 * of what it starts, elsewhere that of the whole process.
 */
export const standBackIfAsked = (): void => {
  if (getEnvironmentData(KEY) !== true) return;
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that does not allow it lets everything run as it is.
  }
};
