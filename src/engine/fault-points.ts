/**
 * Places where the fault tests kill a process. Only the build for those tests has them
 * (`scripts/build.mjs --fault-points`): in every other build they are nothing, and no environment can
 * bring them back.
 *
 * There `FAULT=point:n` kills the engine with SIGKILL at the n-th passing of a point by a thread,
 * from 1; `FAULT=point:n:host` kills the process that started it; `FAULT=point:n:heap` has the worker
 * that passes take all the memory that it may. With a fourth word, `main`, only the engine's own thread
 * counts.
 */

import { isMainThread } from 'node:worker_threads';

/** Set by the build; not there at all where the sources run as they stand. */
declare const DROPLINE_FAULT_POINTS: boolean | undefined;

/** What is about to happen where the name says no more; `recv`: the answer has come. */
export type FaultPoint =
  | 'validate.row'
  | 'batch.write'
  | 'batch.fsync'
  | 'batch.rename'
  | 'db.commit.before'
  | 'db.commit.after'
  | 'put.sent'
  | 'put.recv'
  | 'mpu.create.sent'
  | 'mpu.create.recv'
  | 'part.sent'
  | 'part.recv'
  | 'complete.sent'
  | 'complete.recv'
  | 'journal.after';

/** Whether this is the build for fault tests. */
export const isFaultBuild: boolean =
  typeof DROPLINE_FAULT_POINTS !== 'undefined' && DROPLINE_FAULT_POINTS;

/** Ends a worker by its own limit. The engine's thread has none that would not end the machine first. */
const fillHeap = (): void => {
  if (isMainThread) return;
  for (const kept: unknown[] = []; ; ) kept.push(Array.from({ length: 100_000 }, () => ({})));
};

const strikes: Readonly<Record<string, () => void>> = {
  engine: () => process.kill(process.pid, 'SIGKILL'),
  host: () => process.kill(process.ppid, 'SIGKILL'),
  heap: fillHeap,
};

const parseFault = (fault: string) => {
  const [point = '', passing = '1', victim = 'engine', thread = 'any'] = fault.split(':');
  return {
    point: thread === 'any' || isMainThread ? point : '',
    passing: Number(passing),
    strike: strikes[victim],
  };
};

const fault = isFaultBuild ? parseFault(process.env.FAULT ?? '') : undefined;
let passed = 0;

/** Passes a point. */
export const faultPoint = (point: FaultPoint): void => {
  if (!isFaultBuild || fault?.point !== point) return;
  passed += 1;
  if (passed === fault.passing) fault.strike?.();
};

/**
 * A size of the far end's making, in bytes. The build for fault tests has it a thousand times smaller,
 * so that small lists take every path that large ones take.
 */
export const sizeOf = (bytes: number): number => (isFaultBuild ? Math.round(bytes / 1024) : bytes);
