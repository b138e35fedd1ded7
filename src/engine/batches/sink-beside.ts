/** A sink as the builder of blocks sees it: on a thread of its own, or on the builder's. */
import type { Failure, Result } from '#contract/result.ts';
import type { BatchPart } from '#contract/schemas/batch.ts';
import type { WriteFailure } from '#engine/csv/writer.ts';
import { createPartsSink, type SinkTask } from './parts-sink.ts';
import type { Block, FromSink, SinkStart, ToSink } from './sink-messages.ts';
import { startBeside } from './thread-beside.ts';

export type AsyncSink = {
  /**
   * Takes a block. When it resolves there are less than `places` blocks that must not be touched, the
   * last ones.
   */
  readonly write: (block: Block) => Promise<Failure<WriteFailure> | null>;
  readonly finish: () => Promise<Result<readonly BatchPart[], WriteFailure>>;
  /** Leaves no trace, and no thread that could still write. */
  readonly abort: () => Promise<void>;
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
  const thread = startBeside<ToSink, FromSink>('parts-worker', start);
  const blocks: Promise<FromSink>[] = [];
  return {
    write: async (block) => {
      blocks.push(thread.tell({ what: 'block', ...block }));
      if (blocks.length < places) return null;
      const oldest = await blocks.shift();
      return oldest !== undefined && 'failure' in oldest ? oldest.failure : null;
    },
    finish: async () => {
      const answer = await thread.tell({ what: 'finish' });
      await thread.end();
      if ('finished' in answer) return answer.finished;
      throw new Error('The parts were not finished.');
    },
    abort: async () => {
      await thread.tell({ what: 'abort' }).catch(() => undefined);
      await thread.end();
    },
  };
};
