/** An error CSV that came back, tied to its batch. */
import { z } from 'zod';
import { batchId, count, fileId, reportId } from './common.ts';

/** Columns of a returned file by position from 0; whatever is left out is guessed. */
export const reportMapping = z
  .object({
    lineUserId: count.optional(),
    userId: count.optional(),
    reason: count.optional(),
    line: count.optional(),
  })
  .strict();

export const reportInput = z
  .object({
    fileId,
    batchId,
    /** The list that the batch was built from, where it is at hand: gives its line numbers. */
    sourceFileId: fileId.optional(),
    mapping: reportMapping.default({}),
  })
  .strict();

export const reportRow = z.object({
  /** Physical line in the returned file. */
  line: count,
  lineUserId: z.string(),
  reason: z.string(),
  /** Where the row stands in the batch; null where it is in none of its parts. */
  part: z.string().nullable(),
  record: count.nullable(),
  /** Physical line in the source; null where the source is not at hand. */
  sourceLine: count.nullable(),
});

export const reportAnswer = z.object({
  schema: z.literal('dropline.report/1'),
  reportId,
  batch: batchId,
  file: z.object({
    name: z.string(),
    encoding: z.string(),
    header: z.array(z.string()).nullable(),
  }),
  /** Whose file it is: our own findings or rejected rows, or the receiver's. */
  origin: z.enum(['dropline-findings', 'dropline-rejected', 'receiver']),
  columns: reportMapping,
  records: z.object({ total: count, matched: count, unmatched: count }),
  reasons: z.array(z.object({ reason: z.string(), count, rows: z.array(reportRow) })),
  elapsedMs: z.number().nonnegative(),
});
export type ReportAnswer = z.output<typeof reportAnswer>;
