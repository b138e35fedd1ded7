/** Looks a whole list up: a small one on this thread, a large one in ranges on several. */
import { Worker } from 'node:worker_threads';
import type { Checked } from '../checks/checked.ts';
import { entriesOf, rowPositionAt } from '../csv/row-index.ts';
import { SourceChanged, SourceReadFailed } from '../csv/source-bytes.ts';
import { type LookedUp, type LookUpTask, lookUp, type RecordsRange } from './look-up.ts';
import type { FromLookUp, LookUpStart } from './look-up-worker.ts';

export type LookUpHooks = {
  readonly cancelled: () => boolean;
  /** Bytes of text gone through. */
  readonly progress: (doneBytes: number) => void;
};

const WORKERS = 2;
/** A text of this size takes longer than threads take to start. */
const TOGETHER_FROM_BYTES = 16 * 1024 * 1024;
const POLL_MS = 50;

const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './look-up-worker.ts' : './look-up-worker.js',
  import.meta.url,
);

/** Ranges of about the same size, at borders that the row index knows. */
export const rangesOf = (
  { index, plan, records, file, layout }: Checked,
  count: number,
): RecordsRange[] => {
  const entries = entriesOf(index);
  const header = plan.headerRecord ?? Number.POSITIVE_INFINITY;
  const starts = Array.from({ length: count }, (_, at) => {
    const entry = rowPositionAt(index, Math.floor((entries * at) / count));
    const raw = entry?.number ?? 1;
    return {
      from: entry?.textOffset ?? 0,
      recordsBefore: raw - 1,
      numberBefore: raw > header ? raw - 2 : raw - 1,
    };
  });
  const end = { from: file.bytes - layout.bomBytes, numberBefore: records.total };
  return starts.map((start, at) => {
    const next = starts[at + 1] ?? end;
    return { ...start, until: next.from, records: next.numberBefore - start.numberBefore };
  });
};

const errorOf = ({ name, reason, message }: { name: string; reason: string; message: string }) => {
  if (name === 'SourceChanged') return new SourceChanged(message);
  if (name === 'SourceReadFailed') return new SourceReadFailed(reason);
  return new Error(`A look-up failed: ${name}: ${message}`);
};

const inWorker = (start: LookUpStart): Promise<LookedUp> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(workerUrl, { workerData: start });
    thread.on('message', (answer: FromLookUp) => {
      if ('thrown' in answer) reject(errorOf(answer.thrown));
      else resolve(answer.result);
    });
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error('A look-up ended without an answer.')));
  });

/** `checked`: the list that `task` is about, where it has a row index. */
export const lookUpList = async (
  task: Omit<LookUpTask, 'range'>,
  checked: Checked | null,
  { cancelled, progress }: LookUpHooks,
): Promise<LookedUp> => {
  const { text } = task;
  const isLarge = text.fileBytes >= TOGETHER_FROM_BYTES && text.layout.encoding === 'utf-8';
  if (checked === null || !isLarge) {
    let doneBytes = 0;
    return lookUp({ ...task, range: null }, (textBytes) => {
      doneBytes += textBytes;
      progress(Math.min(text.fileBytes, doneBytes));
      return !cancelled();
    });
  }
  const signals = new Int32Array(new SharedArrayBuffer(8));
  const watch = setInterval(() => {
    progress(Math.min(text.fileBytes, Atomics.load(signals, 0) * 1024));
    if (cancelled()) Atomics.store(signals, 1, 1);
  }, POLL_MS);
  try {
    const ranges = rangesOf(checked, WORKERS);
    const all = ranges.map((range) => inWorker({ task: { ...task, range }, signals }));
    return (await Promise.all(all)).find((one) => one !== 'done') ?? 'done';
  } finally {
    Atomics.store(signals, 1, 1);
    clearInterval(watch);
  }
};
