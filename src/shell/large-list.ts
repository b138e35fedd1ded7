/** Which lists are worth a thread of their own, for whoever starts an engine because of one. */
import { statSync } from 'node:fs';

/** The engine's own bound. A wrong guess costs a moment, and nothing else. */
const LARGE_BYTES = 8 * 1024 * 1024;

/** Whether a large file stands at a path; false where there is none. */
export const isLargeList = (path: string): boolean => {
  try {
    return statSync(path).size >= LARGE_BYTES;
  } catch {
    return false;
  }
};
