/** What the JavaScript values of a thread may take. Typed arrays and shared memory are not in it. */
import type { ResourceLimits } from 'node:worker_threads';

/**
 * Node ends a thread that reaches its limit, and allows it 16 MB more until it has ended. One that
 * goes further at once takes its process along, with every other job. One collection moves no more
 * than a third of the young values, so with this many it can't.
 */
const youngMegabytes = 32;

/** Limits under which a thread that needs more is lost alone: `ERR_WORKER_OUT_OF_MEMORY`. */
export const heapLimits = (megabytes: number): ResourceLimits => ({
  maxOldGenerationSizeMb: megabytes,
  maxYoungGenerationSizeMb: youngMegabytes,
});
