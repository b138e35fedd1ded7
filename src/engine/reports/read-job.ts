/**
 * Reads a returned file and ties its rows to the batch that it is about. Three passes, each in
 * bounded memory: the report (its IDs into a compact table, its rows by reason), the parts of the
 * batch (where each ID stands), and the source, where it is at hand (on which line). Runs in a
 * worker thread.
 *
 * Formulas in cells are data here: they are shown as they stand, and guarded where they are exported.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Manifest } from '#contract/schemas/batch.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import type { ReportAnswer } from '#contract/schemas/report.ts';
import { type ReadCode, readFailure } from '#engine/checks/read-failure.ts';
import { isUnchanged, type OpenFile } from '#engine/csv/open-file.ts';
import type { JobContext } from '#engine/jobs/job.ts';
import type { ReportColumns, ReportLayout } from './columns.ts';
import { inspectFile, layoutOf, type ReturnedCode, type ReturnedFile } from './returned-file.ts';
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

export type ReadReport = Omit<ReportAnswer, 'reportId' | 'batch' | 'elapsedMs'>;
export type ReadReportCode =
  | ReturnedCode
  | ReadCode
  | TieCode
  | 'report-other-batch'
  | 'report-other-source';

/** Progress over several files, one after the other. */
type Bar = {
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

const answerOf = (
  { file, text }: ReturnedFile,
  { origin, header, columns }: ReportLayout,
  { total, reasons }: ReportRows,
  matched: number,
): ReadReport => ({
  schema: 'dropline.report/1',
  file: {
    name: file.name,
    encoding: text.layout.encoding,
    header: header === null ? null : header.map((name) => name.slice(0, 1000)),
  },
  origin,
  columns,
  records: { total, matched, unmatched: total - matched },
  reasons: reasons.groups().map(({ reason, count, rows }) => ({ reason, count, rows: [...rows] })),
});

const read = async (
  input: ReadReportInput,
  bar: Bar,
): Promise<Result<ReadReport, ReadReportCode>> => {
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
  const rows = readRows(returned, layout.value, manifest.source.name, bar.breathe);
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
  return succeed(answerOf(returned, layout.value, rows.value, matched));
};

export const readReportJob = async (
  input: ReadReportInput,
  context: JobContext<ByteProgress>,
): Promise<Result<ReadReport, ReadReportCode>> => {
  const partBytes = input.manifest.parts.reduce((sum, part) => sum + part.bytes, 0);
  const totalBytes = 2 * input.file.bytes + 2 * (input.source?.bytes ?? 0) + partBytes;
  const bar = createBar(context, totalBytes);
  try {
    return await read(input, bar);
  } catch (error) {
    return readFailure(error, bar.fileName());
  }
};
