/** An error CSV that came back, tied to its batch. */
import { z } from 'zod';
import { manifest } from './batch.ts';
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

/** Whose file it is: our own findings or rejected rows, or the receiver's. */
export const reportOrigin = z.enum(['dropline-findings', 'dropline-rejected', 'receiver']);

export const reportInput = z
  .object({
    fileId,
    batchId,
    /** The list that the batch was built from, where it is at hand: gives its line numbers. */
    sourceFileId: fileId.optional(),
    mapping: reportMapping.default({}),
  })
  .strict();

/** Which rows to write down: those of one reason, as the answer names it, or all of them. */
export const reportRowsInput = reportInput.extend({ reason: z.string().max(1000).nullable() });

/** A batch that a returned file may be about. */
export const reportMatch = z.object({
  batchId,
  manifest,
  /** Of the rows that were looked for, how many are in the batch. */
  found: count,
  lookedFor: count,
});
export type ReportMatch = z.output<typeof reportMatch>;

/** The batches that may be meant, the likeliest first. `decided`: only one of them can be. */
export const reportMatches = z.object({ matches: z.array(reportMatch), decided: z.boolean() });
export type ReportMatches = z.output<typeof reportMatches>;

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
  origin: reportOrigin,
  columns: reportMapping,
  records: z.object({ total: count, matched: count, unmatched: count }),
  reasons: z.array(z.object({ reason: z.string(), count, rows: z.array(reportRow) })),
  elapsedMs: count,
});
export type ReportAnswer = z.output<typeof reportAnswer>;
