/** The entry of a thread that looks up one range of a list. */
import { parentPort, workerData } from 'node:worker_threads';
import { type LookedUp, type LookUpTask, lookUp } from './look-up.ts';

export type LookUpStart = {
  readonly task: LookUpTask;
  /** KiB of text gone through by all workers, and whether to stop (not 0). */
  readonly signals: Int32Array<SharedArrayBuffer>;
};

export type FromLookUp =
  | { readonly result: LookedUp }
  | {
      readonly thrown: { readonly name: string; readonly reason: string; readonly message: string };
    };

const port = parentPort;
if (port === null) throw new Error('This thread is started by a cross-check.');
const { task, signals } = workerData as LookUpStart;

let answer: FromLookUp;
try {
  const goOn = (textBytes: number): boolean => {
    Atomics.add(signals, 0, textBytes >>> 10);
    return Atomics.load(signals, 1) === 0;
  };
  answer = { result: lookUp(task, goOn) };
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const reason = 'reason' in error ? String(error.reason) : '';
  answer = { thrown: { name: error.name, reason, message: error.message } };
}
port.postMessage(answer);
