/**
 * Ties the rows of a report to the records of a batch and to the lines of its source. Each file is
 * gone through once, from its start to its end.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { BatchPart } from '#contract/schemas/batch.ts';
import { REJECTED_NAME } from '#engine/batches/manifest.ts';
import { openPart, partFailure } from '#engine/batches/verify-job.ts';
import { closeFile, isUnchanged, openFile } from '#engine/csv/open-file.ts';
import { splitRecords } from '#engine/csv/splitter.ts';
import { readText, type TextChunk } from '#engine/csv/text.ts';
import type { TiedRow } from './rows.ts';
import { rejectedKey, type ReportRows, writtenLineId } from './rows.ts';
import { inspectFile, recordsOf, type ReturnedFile } from './returned-file.ts';

/** Told how many bytes of the file at hand are done; says whether to stop. */
export type Breathe = (fileBytes: number) => boolean;

export type TieCode =
  | 'batch-missing'
  | 'batch-altered'
  | 'file-permission'
  | 'file-read-failed'
  | 'cancelled';

/** Which rows have been found in the batch so far. */
export type Ties = {
  /** Rows of the report that are about somebody in the batch. */
  readonly matched: () => number;
  /** Notes that a key stands in a file of the batch. The first place of a key counts. */
  readonly tie: (key: string, place: TiedPlace) => void;
};

type TiedPlace = {
  readonly part: string;
  readonly record: number;
  readonly lineUserId: string;
  readonly userId: string | null;
};

const BREATH_RECORDS = 4096;

export const createTies = ({ keys, counts, kept }: ReportRows): Ties => {
  const found = new Uint8Array(keys.size());
  let matched = 0;
  return {
    matched: () => matched,
    tie: (key, { part, record, lineUserId, userId }) => {
      const entry = keys.find(key);
      if (entry < 0 || found[entry] === 1) return;
      found[entry] = 1;
      matched += counts[entry] ?? 0;
      for (const tied of kept.get(entry) ?? []) {
        tied.row.part = part;
        tied.row.record = record;
        if (tied.row.lineUserId === '') tied.row.lineUserId = lineUserId;
        tied.userId = userId;
      }
    },
  };
};

function* hashed(chunks: Iterable<TextChunk>, update: (bytes: Uint8Array) => void) {
  for (const chunk of chunks) {
    update(chunk.bytes);
    yield chunk;
  }
}

const plainLayout = { encoding: 'utf-8', bomBytes: 0, boms: 0, checkpoints: [] } as const;

/** Goes through one part. `by`: what the report's rows are known by. */
export const tieToPart = async (
  dir: string,
  part: BatchPart,
  by: 'lineUserId' | 'userId',
  ties: Ties,
  breathe: Breathe,
): Promise<Result<null, TieCode>> => {
  const opened = await openPart(dir, part);
  if (!opened.ok) return opened;
  const file = opened.value;
  const altered = (problem: string) => fail('batch-altered', { file: part.file, problem });
  try {
    if (file.bytes !== part.bytes) return altered('bytes');
    const hash = createHash('sha256');
    const chunks = hashed(readText(file.fd, file.bytes, plainLayout), (bytes) =>
      hash.update(bytes),
    );
    for (const { number, fields, textOffset } of splitRecords(chunks, { delimiter: ',' })) {
      const [lineUserId = '', userId] = fields;
      const key = by === 'lineUserId' ? lineUserId : (userId ?? '');
      const place = { part: part.file, record: number - 1, lineUserId, userId: userId ?? null };
      if (number > 1 && key !== '') ties.tie(key, place);
      if (number % BREATH_RECORDS === 0 && breathe(textOffset)) return fail('cancelled');
    }
    return hash.digest('hex') === part.sha256 ? succeed(null) : altered('sha256');
  } catch (error) {
    return partFailure(error, part);
  } finally {
    closeFile(file);
  }
};

/**
 * Goes through the rejected rows that were written beside the parts. They are not sealed; where they
 * are gone, nothing can be tied to them.
 */
export const tieToRejected = async (
  dir: string,
  ties: Ties,
  cancelled: () => boolean,
): Promise<Result<null, 'cancelled'>> => {
  const opened = await openFile(join(dir, REJECTED_NAME));
  if (!opened.ok) return succeed(null);
  try {
    const inspected = inspectFile(opened.value, { cancelled, progress: () => undefined });
    if (!inspected.ok)
      return inspected.error.code === 'cancelled' ? fail('cancelled') : succeed(null);
    for (const { number, fields } of recordsOf(inspected.value)) {
      if (number % BREATH_RECORDS === 0 && cancelled()) return fail('cancelled');
      const [line = '', rules = ''] = fields;
      if (number === 1) continue;
      const place = { part: REJECTED_NAME, record: number - 1, lineUserId: '', userId: null };
      ties.tie(rejectedKey(line, rules), place);
    }
    return succeed(null);
  } finally {
    closeFile(opened.value);
  }
};

/** The kept rows that a record of the source may be about. */
const rowsFor = (
  { keys, kept }: ReportRows,
  field: string,
  by: 'lineUserId' | 'userId',
): readonly TiedRow[] => {
  if (by === 'userId') return kept.get(keys.find(field.trim())) ?? [];
  if (field.length < LINE_ID_LENGTH) return [];
  const id = writtenLineId(field);
  const lower = `U${id.slice(1).toLowerCase()}`;
  return kept.get(keys.find(id)) ?? kept.get(keys.find(lower)) ?? [];
};
const LINE_ID_LENGTH = 33;

/**
 * Gives kept rows their line in the source: the first that has the ID, or better the first that has
 * the user ID of the batch as well, because of several lines with one LINE ID only one was delivered.
 */
export const tieToSource = (
  source: ReturnedFile,
  rows: ReportRows,
  by: 'lineUserId' | 'userId',
  breathe: Breathe,
): Result<null, 'file-changed' | 'cancelled'> => {
  for (const { number, line, fields, textOffset } of recordsOf(source)) {
    if (number % BREATH_RECORDS === 0 && breathe(textOffset)) return fail('cancelled');
    for (const field of fields) {
      for (const tied of rowsFor(rows, field, by)) {
        if (tied.isExact) continue;
        const { userId, row } = tied;
        tied.isExact = userId === null || fields.some((other) => other.trim() === userId.trim());
        if (tied.isExact || row.sourceLine === null) row.sourceLine = line;
      }
    }
  }
  const { file } = source;
  return isUnchanged(file) ? succeed(null) : fail('file-changed', { name: file.name });
};
