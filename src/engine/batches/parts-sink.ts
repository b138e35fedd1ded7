/**
 * Where the blocks of a batch's records go: to its parts, and into their hashes. The source is hashed
 * there, too, behind whoever reads it. For a large list all of that is done on a thread beside, so that
 * it takes no time from the one that makes the records.
 */
import { createHash } from 'node:crypto';
import { type Failure, type Result, succeed } from '#contract/result.ts';
import type { BatchPart } from '#contract/schemas/batch.ts';
import type { ListFormat } from '#contract/schemas/common.ts';
import { readFully } from '#engine/csv/source-bytes.ts';
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
  /** The source, which is hashed as it stands. */
  readonly source: { readonly fd: number; readonly bytes: number };
};

/** Parts that are durable, and the SHA-256 of the source in lower-case hexadecimal. */
export type Sunk = { readonly parts: readonly BatchPart[]; readonly sourceSha256: string };

export type PartsSink = {
  /** Takes a block of so many whole records, which may be used again afterwards. */
  readonly write: (block: Uint8Array, records: number) => Failure<WriteFailure> | null;
  /** Hashes the source up to this byte. Throws what reading throws. */
  readonly hashTo: (sourceBytes: number) => void;
  /** Hashes the rest of the source and ends the parts. Without a record there is no part. */
  readonly finish: () => Result<Sunk, WriteFailure>;
  readonly abort: () => void;
};

const STEP_BYTES = 1_048_576;

/** A sink on the caller's own thread. */
export const createPartsSink = (task: SinkTask): PartsSink => {
  const { dir, format, limitBytes, name, unique, source } = task;
  const moment = new Date(task.createdAtMs);
  const parts = createPartsWriter({
    dir,
    format,
    limitBytes,
    nameOf: (part) => partName({ sourceName: name, moment, unique, part }),
  });
  const hash = createHash('sha256');
  const step = new Uint8Array(Math.min(STEP_BYTES, source.bytes));
  let hashed = 0;
  const hashTo = (sourceBytes: number) => {
    while (hashed < sourceBytes) {
      const piece = step.subarray(0, Math.min(step.length, sourceBytes - hashed));
      readFully(source.fd, piece, hashed);
      hash.update(piece);
      hashed += piece.length;
    }
  };
  return {
    write: parts.writeLines,
    hashTo,
    finish: () => {
      hashTo(source.bytes);
      const written = parts.finish();
      if (!written.ok) return written;
      return succeed({ parts: written.value, sourceSha256: hash.digest('hex') });
    },
    abort: parts.abort,
  };
};
