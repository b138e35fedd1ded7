/** What a build and the thread that writes its parts tell each other: one answer a message. */
import type { Failure, Result } from '#contract/result.ts';
import type { BatchPart } from '#contract/schemas/batch.ts';
import type { WriteFailure } from '#engine/csv/writer.ts';
import type { SinkTask } from './parts-sink.ts';

export type SinkStart = { readonly task: SinkTask; readonly memory: SharedArrayBuffer };

/** A block of whole records in the shared memory. */
export type Block = { readonly at: number; readonly bytes: number; readonly records: number };

export type ToSink =
  /** The block must stay as it is until the answer. */
  ({ readonly what: 'block' } & Block) | { readonly what: 'finish' } | { readonly what: 'abort' };

export type FromSink =
  | { readonly failure: Failure<WriteFailure> | null }
  | { readonly finished: Result<readonly BatchPart[], WriteFailure> };
