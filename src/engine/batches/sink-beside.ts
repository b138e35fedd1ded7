/** A sink as the builder of blocks sees it: on a thread of its own, or on the builder's. */
import { Worker } from 'node:worker_threads';
import type { Failure, Result } from '#contract/result.ts';
import { SourceChanged, SourceReadFailed } from '#engine/csv/source-bytes.ts';
import type { WriteFailure } from '#engine/csv/writer.ts';
import { createPartsSink, type SinkTask, type Sunk } from './parts-sink.ts';
import type { FromSink, SinkStart, ToSink } from './sink-messages.ts';

/** A block of whole records in the shared memory. */
export type Block = { readonly at: number; readonly bytes: number; readonly records: number };

export type AsyncSink = {
  /**
   * Takes a block, for which the source was read up to a byte. When it resolves there are less than
   * `places` blocks that must not be touched, the last ones. Rejects with what reading the source
   * threw.
   */
  readonly write: (block: Block, sourceBytes: number) => Promise<Failure<WriteFailure> | null>;
  readonly finish: () => Promise<Result<Sunk, WriteFailure>>;
  /** Leaves no trace, and no thread that could still write. */
  readonly abort: () => Promise<void>;
};

/** The source runs as it stands; the bundle has the worker beside it. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './parts-worker.ts' : './parts-worker.js',
  import.meta.url,
);

const errorOf = ({ name, reason, message }: { name: string; reason: string; message: string }) => {
  if (name === 'SourceChanged') return new SourceChanged(message);
  if (name === 'SourceReadFailed') return new SourceReadFailed(reason);
  return new Error(`Writing the parts failed: ${name}: ${message}`);
};

/** Writes and hashes on the caller's thread: for small lists. */
export const sinkHere = (task: SinkTask, memory: SharedArrayBuffer): AsyncSink => {
  const sink = createPartsSink(task);
  return {
    write: async ({ at, bytes, records }) => sink.write(new Uint8Array(memory, at, bytes), records),
    finish: async () => sink.finish(),
    abort: async () => sink.abort(),
  };
};

/** Writes and hashes on a thread of its own. `places`: how many blocks there is room for. */
export const sinkBeside = (
  task: SinkTask,
  memory: SharedArrayBuffer,
  places: number,
): AsyncSink => {
  const start: SinkStart = { task, memory };
  const thread = new Worker(workerUrl, { workerData: start });
  const waiting: { resolve: (answer: FromSink) => void; reject: (error: Error) => void }[] = [];
  const blocks: Promise<FromSink>[] = [];
  let lost: Error | null = null;
  const lose = (error: Error) => {
    lost ??= error;
    for (const { reject } of waiting.splice(0)) reject(lost);
  };
  thread.on('message', (answer: FromSink) => {
    if ('thrown' in answer) lose(errorOf(answer.thrown));
    else waiting.shift()?.resolve(answer);
  });
  thread.on('error', (error) => lose(error instanceof Error ? error : new Error('It failed.')));
  thread.on('exit', () => lose(new Error('The thread that writes the parts ended.')));

  const tell = (message: ToSink): Promise<FromSink> => {
    const told = new Promise<FromSink>((resolve, reject) => {
      if (lost !== null) reject(lost);
      else waiting.push({ resolve, reject });
    });
    // Whoever waits for it hears of a failure; so does whoever asks next.
    told.catch(() => undefined);
    if (lost === null) thread.postMessage(message);
    return told;
  };
  return {
    write: async (block, sourceBytes) => {
      blocks.push(tell({ what: 'block', ...block, sourceBytes }));
      if (blocks.length < places) return null;
      const oldest = await blocks.shift();
      return oldest !== undefined && 'failure' in oldest ? oldest.failure : null;
    },
    finish: async () => {
      const answer = await tell({ what: 'finish' });
      await thread.terminate();
      if ('finished' in answer) return answer.finished;
      throw new Error('The parts were not finished.');
    },
    abort: async () => {
      await tell({ what: 'abort' }).catch(() => undefined);
      await thread.terminate();
    },
  };
};
