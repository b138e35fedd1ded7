/**
 * The job that writes the rows of a returned file as CSV for people: all of them, or those of one
 * reason, each with its place in batch and source. UTF-8 with a byte order mark for Excel; values
 * that a spreadsheet would run as formulas are guarded.
 */
import { basename } from 'node:path';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import { spreadsheetField } from '#engine/csv/guard.ts';
import { leadsToOneOf } from '#engine/csv/open-file.ts';
import { createFileWriter, type FileWriter, type WriteFailure } from '#engine/csv/writer.ts';
import type { JobContext } from '#engine/jobs/job.ts';
import { type KeptRow, REASON_LIMITS, type ReasonLimits } from './reason-groups.ts';
import { dataRecords } from './returned-file.ts';
import { factsReader } from './rows.ts';
import {
  type Bar,
  type ReadReportCode,
  type ReadReportInput,
  type TiedReport,
  withTiedReport,
} from './tied-report.ts';

export type ExportRowsInput = ReadReportInput & {
  /** A reason as the report's answer names it; null for all rows. */
  readonly reason: string | null;
  /** Absolute path of the file to write. One that is there already is replaced when all is done. */
  readonly path: string;
};

type Answer = { readonly rows: number };
type Code = ReadReportCode | WriteFailure | 'out-not-empty';

export const ROWS_HEADER = [
  'line',
  'line_user_id',
  'reason',
  'part',
  'record',
  'source_line',
] as const;

/** Every row is written; so many of them get their place, which keeps the job's memory bounded. */
const EXPORT_LIMITS: ReasonLimits = { ...REASON_LIMITS, rowsPerReason: 500_000, rows: 500_000 };

const BREATH_RECORDS = 4096;

const numberText = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(value);

const writeRows = (
  { manifest, reason: wanted }: ExportRowsInput,
  { returned, layout, rows }: TiedReport,
  writer: FileWriter,
  bar: Bar,
): Result<Answer, WriteFailure | 'cancelled'> => {
  const factsOf = factsReader(layout, manifest.source.name);
  const placed = new Map<number, KeptRow>(
    rows.reasons.groups().flatMap((group) => group.rows.map((row) => [row.line, row] as const)),
  );
  let written = 0;
  writer.writeText('\ufeff');
  writer.writeRecord(ROWS_HEADER);
  bar.next(returned.file);
  for (const { line, fields, number, textOffset } of dataRecords(returned, layout)) {
    if (number % BREATH_RECORDS === 0) {
      const failure = writer.failure();
      if (failure !== null) return { ok: false, error: failure };
      if (bar.breathe(textOffset)) return fail('cancelled');
    }
    const { reason: column } = layout.columns;
    const reason = column === undefined ? '' : (fields[column] ?? '');
    if (wanted !== null && rows.reasons.nameOf(reason) !== wanted) continue;
    const place = placed.get(line);
    const lineUserId = place?.lineUserId ?? factsOf(fields).lineUserId;
    const where = [numberText(place?.record), numberText(place?.sourceLine)];
    const texts = [String(line), lineUserId, reason, place?.part ?? ''];
    writer.writeRecord([...texts, ...where], spreadsheetField);
    written += 1;
  }
  return succeed({ rows: written });
};

export const exportRowsJob = (
  input: ExportRowsInput,
  context: JobContext<ByteProgress>,
): Promise<Result<Answer, Code>> => {
  const { file, source, path } = input;
  return withTiedReport<Answer, Code>(input, EXPORT_LIMITS, context, (tied, bar) => {
    if (leadsToOneOf(path, source === null ? [file] : [file, source])) {
      return fail('out-not-empty', { name: basename(path) });
    }
    const created = createFileWriter(path);
    if (!created.ok) return created;
    const writer = created.value;
    try {
      const written = writeRows(input, tied, writer, bar);
      if (!written.ok) return written;
      const finished = writer.finish();
      return finished.ok ? written : finished;
    } finally {
      // Nothing to do once it is finished.
      writer.abort();
    }
  });
};
