/**
 * The job that reads a returned file: its rows by reason, each tied to the batch. Runs in a worker
 * thread. Formulas in cells are data here: they are shown as they stand, and guarded where they are
 * exported.
 */
import { type Result, succeed } from '#contract/result.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import type { ReportAnswer } from '#contract/schemas/report.ts';
import type { JobContext } from '#engine/jobs/job.ts';
import { REASON_LIMITS } from './reason-groups.ts';
import {
  type ReadReportCode,
  type ReadReportInput,
  type TiedReport,
  withTiedReport,
} from './tied-report.ts';

export type ReadReport = Omit<ReportAnswer, 'reportId' | 'batch' | 'elapsedMs'>;

const answerOf = ({ returned, layout, rows, matched }: TiedReport): ReadReport => {
  const { file, text } = returned;
  const { origin, header, columns } = layout;
  const { total, reasons } = rows;
  return {
    schema: 'dropline.report/1',
    file: {
      name: file.name,
      encoding: text.layout.encoding,
      header: header === null ? null : header.map((name) => name.slice(0, 1000)),
    },
    origin,
    columns,
    records: { total, matched, unmatched: total - matched },
    reasons: reasons
      .groups()
      .map(({ reason, count, rows }) => ({ reason, count, rows: [...rows] })),
  };
};

export const readReportJob = (
  input: ReadReportInput,
  context: JobContext<ByteProgress>,
): Promise<Result<ReadReport, ReadReportCode>> =>
  withTiedReport(input, REASON_LIMITS, context, (tied) => succeed(answerOf(tied)));
