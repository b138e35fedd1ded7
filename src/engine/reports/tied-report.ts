/**
 * Ties a returned file to the batch that it is about. Three passes, each in bounded memory: the
 * report (its IDs into a compact table, its rows by reason), the parts of the batch (where each ID
 * stands), and the source, where it is at hand (on which line).
 */
import type { ErrorCode } from '#contract/errors.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Manifest } from '#contract/schemas/batch.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import { type ReadCode, readFailure } from '#engine/checks/read-failure.ts';
import { isUnchanged, type OpenFile } from '#engine/csv/open-file.ts';
import type { JobContext } from '#engine/jobs/job.ts';
import type { ReportColumns, ReportLayout } from './columns.ts';
import { inspectFile, layoutOf, type ReturnedCode, type ReturnedFile } from './returned-file.ts';
import type { ReasonLimits } from './reason-groups.ts';
import { readRows, type ReportRows } from './rows.ts';
import {
  createTies,
  type TieCode,
  type Ties,
  tieToPart,
  tieToRejected,
  tieToSource,
} from './tie.ts';

export type ReadReportInput = {
  readonly file: OpenFile;
  /** The list that the batch was built from, where it is at hand. */
  readonly source: OpenFile | null;
  readonly dir: string;
  readonly manifest: Manifest;
  /** Columns by hand; whatever is left out is guessed. */
  readonly mapping: ReportColumns;
};

export type ReadReportCode =
  | ReturnedCode
  | ReadCode
  | TieCode
  | 'report-other-batch'
  | 'report-other-source';

/** A report whose rows are tied, as far as they are kept. */
export type TiedReport = {
  readonly returned: ReturnedFile;
  readonly layout: ReportLayout;
  readonly rows: ReportRows;
  /** Rows that are about somebody in the batch. */
  readonly matched: number;
};

/** Progress over several files, one after the other. */
export type Bar = {
  readonly cancelled: () => boolean;
  readonly progress: (doneBytes: number) => void;
  /** Tells the progress, and says whether to stop. */
  readonly breathe: (doneBytes: number) => boolean;
  /** The next file begins. */
  readonly next: (file: Pick<OpenFile, 'name' | 'bytes'>) => void;
  /** The file at hand. */
  readonly fileName: () => string;
};

const createBar = ({ cancelled, progress }: JobContext<ByteProgress>, totalBytes: number): Bar => {
  let before = 0;
  let size = 0;
  let fileName = '';
  const tell = (doneBytes: number) =>
    progress({ stage: 'report', doneBytes: before + Math.min(doneBytes, size), totalBytes });
  return {
    cancelled,
    progress: tell,
    breathe: (doneBytes) => {
      tell(doneBytes);
      return cancelled();
    },
    next: ({ name, bytes }) => {
      before += size;
      size = bytes;
      fileName = name;
      tell(0);
    },
    fileName: () => fileName,
  };
};

/** Ties all rows to the batch. Which of its files has them depends on whose report it is. */
const tieToBatch = async (
  { dir, manifest }: ReadReportInput,
  layout: ReportLayout,
  by: 'lineUserId' | 'userId',
  ties: Ties,
  bar: Bar,
): Promise<Result<null, TieCode>> => {
  if (layout.origin === 'dropline-rejected') return tieToRejected(dir, ties, bar.cancelled);
  for (const part of manifest.parts) {
    bar.next({ name: part.file, bytes: part.bytes });
    const tied = await tieToPart(dir, part, by, ties, bar.breathe);
    if (!tied.ok) return tied;
  }
  return succeed(null);
};

/** The source, if it is the batch's own. */
const inspectSource = (
  { manifest }: ReadReportInput,
  source: OpenFile,
  bar: Bar,
): Result<ReturnedFile, ReadReportCode> => {
  bar.next(source);
  const inspected = inspectFile(source, bar);
  if (!inspected.ok || inspected.value.sha256 === manifest.source.sha256) return inspected;
  return fail('report-other-source', { name: source.name, source: manifest.source.name });
};

const tieAll = async (
  input: ReadReportInput,
  limits: ReasonLimits,
  bar: Bar,
): Promise<Result<TiedReport, ReadReportCode>> => {
  const { file, source, manifest, mapping } = input;
  bar.next(file);
  const inspected = inspectFile(file, bar);
  if (!inspected.ok) return inspected;
  const returned = inspected.value;
  const layout = layoutOf(returned, mapping);
  if (!layout.ok) return layout;
  // What the source is for is known before the long passes begin.
  const sourceText = source === null ? null : inspectSource(input, source, bar);
  if (sourceText !== null && !sourceText.ok) return sourceText;

  const { origin, columns } = layout.value;
  const by = columns.lineUserId === undefined ? 'userId' : 'lineUserId';
  bar.next(file);
  const rows = readRows(returned, layout.value, manifest.source.name, bar.breathe, limits);
  if (!rows.ok) return rows;

  const ties = createTies(rows.value);
  const tied = await tieToBatch(input, layout.value, by, ties, bar);
  if (!tied.ok) return tied;
  const matched = origin === 'dropline-findings' ? rows.value.aboutSource : ties.matched();
  if (matched === 0 && rows.value.total > 0) return fail('report-other-batch', { name: file.name });

  if (sourceText !== null && origin === 'receiver') {
    bar.next(sourceText.value.file);
    const lines = tieToSource(sourceText.value, rows.value, by, bar.breathe);
    if (!lines.ok) return lines;
  }
  if (!isUnchanged(file)) return fail('file-changed', { name: file.name });
  return succeed({ returned, layout: layout.value, rows: rows.value, matched });
};

/**
 * Reads a report, ties its rows, and hands them to `use` while the files are as they were. Rows are
 * kept, and so get a place, within `limits`.
 */
export const withTiedReport = async <Value, Code extends ErrorCode>(
  input: ReadReportInput,
  limits: ReasonLimits,
  context: JobContext<ByteProgress>,
  use: (tied: TiedReport, bar: Bar) => Result<Value, Code>,
): Promise<Result<Value, Code | ReadReportCode>> => {
  const partBytes = input.manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
  const totalBytes = 2 * input.file.bytes + 2 * (input.source?.bytes ?? 0) + partBytes;
  const bar = createBar(context, totalBytes);
  try {
    const tied = await tieAll(input, limits, bar);
    return tied.ok ? use(tied.value, bar) : tied;
  } catch (error) {
    return readFailure(error, bar.fileName());
  }
};
