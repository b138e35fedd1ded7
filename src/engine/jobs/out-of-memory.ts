/** Telling that a worker thread has used up the memory that it may take. */
export const isWorkerOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
