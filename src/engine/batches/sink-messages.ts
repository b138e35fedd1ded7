/** What a build and the thread that writes and hashes for it tell each other: one answer a message. */
import type { Failure, Result } from '#contract/result.ts';
import type { WriteFailure } from '#engine/csv/writer.ts';
import type { SinkTask, Sunk } from './parts-sink.ts';

export type SinkStart = { readonly task: SinkTask; readonly memory: SharedArrayBuffer };

export type ToSink =
  /** Whole records in the shared memory, which must stay as they are until the answer. */
  | {
      readonly what: 'block';
      readonly at: number;
      readonly bytes: number;
      readonly records: number;
      /** How much of the source had been read for it. */
      readonly sourceBytes: number;
    }
  | { readonly what: 'finish' }
  | { readonly what: 'abort' };

export type FromSink =
  | { readonly failure: Failure<WriteFailure> | null }
  | { readonly finished: Result<Sunk, WriteFailure> }
  | {
      readonly thrown: { readonly name: string; readonly reason: string; readonly message: string };
    };
