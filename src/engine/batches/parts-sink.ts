/**
 * Where the blocks of a batch's records go: to its parts, and into their hashes. For a large list that
 * is done on a thread beside, so that it takes no time from the one that makes the records.
 */
import type { Failure, Result } from '#contract/result.ts';
import type { BatchPart } from '#contract/schemas/batch.ts';
import type { ListFormat } from '#contract/schemas/common.ts';
import type { WriteFailure } from '#engine/csv/writer.ts';
import { partName } from '#engine/destinations/repro-line/part-name.ts';
import { createPartsWriter } from './parts-writer.ts';

/** Plain values: a sink can be made in another thread. */
export type SinkTask = {
  readonly dir: string;
  readonly format: ListFormat;
  readonly limitBytes: number;
  /** What the names of the parts are made of. */
  readonly name: string;
  readonly createdAtMs: number;
  readonly unique: string;
};

export type PartsSink = {
  /** Takes a block of so many whole records, which may be used again afterwards. */
  readonly write: (block: Uint8Array, records: number) => Failure<WriteFailure> | null;
  /** Ends the parts, which are durable then. Without a record there is no part. */
  readonly finish: () => Result<readonly BatchPart[], WriteFailure>;
  readonly abort: () => void;
};

/** A sink on the caller's own thread. */
export const createPartsSink = (task: SinkTask): PartsSink => {
  const { dir, format, limitBytes, name, unique } = task;
  const moment = new Date(task.createdAtMs);
  const { writeLines, finish, abort } = createPartsWriter({
    dir,
    format,
    limitBytes,
    nameOf: (part) => partName({ sourceName: name, moment, unique, part }),
  });
  return { write: writeLines, finish, abort };
};
