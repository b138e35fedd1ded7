/**
 * rejected.csv: the records that were left out for their errors, for people to mend. The line and
 * the rules come first, then the fields as they stand in the source. Values that a spreadsheet would
 * run as formulas are guarded. The file is always written; without rejected records it has only its
 * header.
 */
import { join } from 'node:path';
import type { Failure, Result } from '#contract/result.ts';
import { succeed } from '#contract/result.ts';
import type { WalkedRecord } from '#engine/checks/walk.ts';
import { spreadsheetField } from '#engine/csv/guard.ts';
import { createFileWriter, type WriteFailure } from '#engine/csv/writer.ts';
import { REJECTED_NAME } from './manifest.ts';

export type RejectedWriter = {
  /** Appends one record. Answers the failure that makes going on pointless, if there is one. */
  readonly write: (walked: WalkedRecord) => Failure<WriteFailure> | null;
  /** Appends records as they are written already (`assembly/write-rejected.ts`). */
  readonly writeLines: (lines: Uint8Array) => Failure<WriteFailure> | null;
  readonly finish: () => Result<null, WriteFailure>;
  readonly abort: () => void;
};

/** The first columns; the original ones follow. */
export const REJECTED_HEADER = ['line', 'rules'] as const;

/** Without it Excel takes the file for one in the system's old encoding, as it would findings.csv. */
const BYTE_ORDER_MARK = '\ufeff';

/** What the source's columns are called: by its header, else by their numbers. */
const columnNames = (header: readonly string[] | null, columns: number): readonly string[] =>
  header ?? Array.from({ length: columns }, (_, index) => String(index + 1));

/** The rules that a record was rejected for, in the order in which they were found. */
export const rulesOf = (walked: Pick<WalkedRecord, 'findings'>): string => {
  const errors = walked.findings.filter((finding) => finding.severity === 'error');
  return [...new Set(errors.map((finding) => finding.rule))].join(' ');
};

export const createRejectedWriter = (
  dir: string,
  header: readonly string[] | null,
  columns: number,
): Result<RejectedWriter, WriteFailure> => {
  const created = createFileWriter(join(dir, REJECTED_NAME));
  if (!created.ok) return created;
  const writer = created.value;
  const append = (leading: readonly string[], fields: readonly string[]): void =>
    writer.writeText(`${[...leading, ...fields.map(spreadsheetField)].join(',')}\n`);

  writer.writeText(BYTE_ORDER_MARK);
  append([...REJECTED_HEADER], columnNames(header, columns));
  return succeed({
    write: (walked) => {
      append([String(walked.line), rulesOf(walked)], walked.record.fields);
      return writer.failure();
    },
    writeLines: (lines) => {
      writer.writeBytes(lines);
      return writer.failure();
    },
    finish: () => {
      const written = writer.finish();
      return written.ok ? succeed(null) : written;
    },
    abort: writer.abort,
  });
};
