/**
 * The parts of a batch: the accepted records as the destination wants them, cut between records so
 * that no part is over the limit. UTF-8 without BOM, LF, quotes only where RFC 4180 needs them, the
 * header in every part.
 */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure, Result } from '#contract/result.ts';
import { succeed } from '#contract/result.ts';
import type { BatchPart } from '#contract/schemas/batch.ts';
import type { ListFormat } from '#contract/schemas/common.ts';
import {
  createFileWriter,
  type FileWriter,
  quoteField,
  type WriteFailure,
} from '#engine/csv/writer.ts';
import { HEADERS } from '#engine/destinations/repro-line/columns.ts';

export type PartsOptions = {
  readonly dir: string;
  readonly format: ListFormat;
  /** The most that a part may have, header and last newline included. */
  readonly limitBytes: number;
  /** Name of the part with this number, from 1; without a number where there is but one. */
  readonly nameOf: (number: number | undefined) => string;
};

export type PartsWriter = {
  /** Appends one record. Answers the failure that makes going on pointless, if there is one. */
  readonly write: (lineUserId: string, userId: string) => Failure<WriteFailure> | null;
  /** Appends so many records as they are written already, each with its line feed. */
  readonly writeLines: (lines: Uint8Array, records: number) => Failure<WriteFailure> | null;
  /** Ends the last part and makes all of them durable. Without a record there is no part. */
  readonly finish: () => Result<readonly BatchPart[], WriteFailure>;
  /** Closes and removes what was begun. */
  readonly abort: () => void;
};

const LF = 0x0a;
const QUOTE = 0x22;

/** A record as it stands in a part. */
export const recordLine = (format: ListFormat, lineUserId: string, userId: string): string =>
  format === 'ids-only'
    ? `${quoteField(lineUserId)}\n`
    : `${quoteField(lineUserId)},${quoteField(userId)}\n`;

/** As many of the first records as fit into `roomBytes`: a line feed between quotes ends none. */
const fittingLines = (lines: Uint8Array, roomBytes: number): { bytes: number; records: number } => {
  const fitting = { bytes: 0, records: 0 };
  const until = Math.min(lines.length, roomBytes);
  let isQuoted = false;
  for (let at = 0; at < until; at += 1) {
    if (lines[at] === QUOTE) isQuoted = !isQuoted;
    else if (lines[at] === LF && !isQuoted) {
      fitting.bytes = at + 1;
      fitting.records += 1;
    }
  }
  return fitting;
};

/** Text collected before it is handed to the file, in UTF-16 code units. */
const FLUSH_UNITS = 65_536;

type OpenPart = {
  readonly file: string;
  readonly writer: FileWriter;
  records: number;
  bytes: number;
};

export const createPartsWriter = (options: PartsOptions): PartsWriter => {
  const { dir, format, limitBytes, nameOf } = options;
  const header = `${HEADERS[format].join(',')}\n`;
  const finished: BatchPart[] = [];
  let open: OpenPart | null = null;
  let pending = '';

  const begin = (): Result<OpenPart, WriteFailure> => {
    const file = nameOf(finished.length + 1);
    const created = createFileWriter(join(dir, file));
    if (!created.ok) return created;
    pending = header;
    open = { file, writer: created.value, records: 0, bytes: header.length };
    return succeed(open);
  };
  const end = (part: OpenPart): Failure<WriteFailure> | null => {
    part.writer.writeText(pending);
    pending = '';
    open = null;
    const written = part.writer.finish();
    if (!written.ok) return written.error;
    finished.push({ file: part.file, records: part.records, ...written.value });
    return null;
  };
  /** The part that takes so many bytes more: the one at hand, or the next. */
  const partFor = (lineBytes: number): Result<OpenPart, WriteFailure> => {
    if (header.length + lineBytes > limitBytes) {
      throw new RangeError('A single record is over the limit of a part.');
    }
    if (open === null) return begin();
    if (open.bytes + lineBytes <= limitBytes) return succeed(open);
    const failure = end(open);
    return failure === null ? begin() : { ok: false, error: failure };
  };

  /** Writes lines that all fit into the part at hand. */
  const append = (part: OpenPart, lines: Uint8Array, records: number) => {
    part.writer.writeText(pending);
    pending = '';
    part.writer.writeBytes(lines);
    part.records += records;
    part.bytes += lines.length;
  };

  return {
    writeLines: (lines, records) => {
      let rest = lines;
      let restRecords = records;
      for (;;) {
        if (rest.length === 0) return open?.writer.failure() ?? null;
        const roomBytes = limitBytes - (open?.bytes ?? header.length);
        const fits = rest.length <= roomBytes;
        const fitting = fits
          ? { bytes: rest.length, records: restRecords }
          : fittingLines(rest, roomBytes);
        if (fitting.bytes === 0 && (open === null || open.records === 0)) {
          throw new RangeError('A single record is over the limit of a part.');
        }
        if (fitting.bytes > 0) {
          const part = open === null ? begin() : succeed(open);
          if (!part.ok) return part.error;
          append(part.value, rest.subarray(0, fitting.bytes), fitting.records);
        }
        rest = rest.subarray(fitting.bytes);
        restRecords -= fitting.records;
        if (rest.length === 0) continue;
        const failure = open === null ? null : end(open);
        if (failure !== null) return failure;
      }
    },
    write: (lineUserId, userId) => {
      const line = recordLine(format, lineUserId, userId);
      const lineBytes = Buffer.byteLength(line);
      const part = partFor(lineBytes);
      if (!part.ok) return part.error;
      part.value.records += 1;
      part.value.bytes += lineBytes;
      pending += line;
      if (pending.length < FLUSH_UNITS) return null;
      part.value.writer.writeText(pending);
      pending = '';
      return part.value.writer.failure();
    },
    finish: () => {
      const failure = open === null ? null : end(open);
      if (failure !== null) return { ok: false, error: failure };
      const [only, ...others] = finished;
      if (only === undefined || others.length > 0) return succeed(finished);
      const file = nameOf(undefined);
      renameSync(join(dir, only.file), join(dir, file));
      return succeed([{ ...only, file }]);
    },
    abort: () => open?.writer.abort(),
  };
};
