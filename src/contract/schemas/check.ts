/** What a check is asked and what it answers. The answer is `check --json` of the command line. */
import { z } from 'zod';
import { TARGET_COLUMNS } from '../columns.ts';
import {
  byteProgress,
  checkId,
  count,
  encodingName,
  importType,
  listFormat,
  profileId,
  ruleId,
} from './common.ts';

export const targetColumn = z.enum(TARGET_COLUMNS);

/** Source column by its header name, or by its position from 1 as `#2`, to the column it feeds. */
export const columnMap = z.array(
  z.object({ source: z.string().min(1).max(1024), target: targetColumn }).strict(),
);

export const checkOptions = z
  .object({
    type: importType.optional(),
    format: z.enum(['auto', 'ids-and-users', 'ids-only']).default('auto'),
    encoding: z.enum(['auto', ...encodingName.options]).default('auto'),
    map: columnMap.default([]),
    /** Cross-checks run against the links of this profile's channel; without it none runs. */
    profileId: profileId.optional(),
    maxSamples: count.max(10_000).default(20),
    /** Offered fixes that are on, automatic ones that are off. */
    fixes: z.array(ruleId).default([]),
    refusedFixes: z.array(ruleId).default([]),
    /** Which record of a conflict stays. Without it all of them are rejected. */
    keep: z.enum(['first', 'last']).optional(),
    /** Rows that were delivered before with the same state are left out. Needs `profileId`. */
    changesOnly: z.boolean().default(false),
  })
  .strict();
export type CheckOptions = z.output<typeof checkOptions>;

export const sample = z.object({
  line: count,
  column: z.string().nullable(),
  /** At most 200 code points of the value as it stands in the source. */
  value: z.string(),
  /** `encoding-invalid` only: where in the file, from 0, the first byte is that does not decode. */
  byteOffset: count.optional(),
});
export type Sample = z.output<typeof sample>;

/**
 * One rule's finding. A rule has two entries only where it has two severities in one file
 * (`row-field-count`: a record without its last field is an info, any other count an error).
 */
export const finding = z.object({
  rule: ruleId,
  severity: z.enum(['error', 'warning', 'info']),
  count,
  samples: z.array(sample),
  /** The header is one of what is counted, and the first sample. Only in findings about rows. */
  inHeader: z.literal(true).optional(),
});
export type Finding = z.output<typeof finding>;

/** `deliverable + rejected + leftOut = total`. `partial` is there only when the check stopped. */
export const recordCounts = z.object({
  total: count,
  deliverable: count,
  rejected: count,
  leftOut: count,
  partial: z.literal(true).optional(),
});
export type RecordCounts = z.output<typeof recordCounts>;

export const newlineKind = z.enum(['lf', 'crlf', 'cr', 'mixed']);

export const checkedFile = z.object({
  name: z.string(),
  bytes: count,
  /** Null only where the file could not be read to its end. */
  sha256: z.string().nullable(),
  encoding: encodingName.nullable(),
  bom: z.boolean(),
  delimiter: z.enum([',', ';', '\t']).nullable(),
  newline: newlineKind.nullable(),
  /** The header as it stands in the source; null where there is none. */
  header: z.array(z.string()).nullable(),
  /** Position (from 0) of the source column that feeds each target column. */
  mapping: z.object({ line_user_id: count.optional(), user_id: count.optional() }),
  /** What a build would write. Null where nothing can be written. */
  format: listFormat.nullable(),
});

export const checkReport = z.object({
  schema: z.literal('dropline.check/1'),
  file: checkedFile,
  records: recordCounts,
  findings: z.array(finding),
  /** Whether the cross-checks ran, and against which profile. */
  crossChecks: z.object({ profile: z.string() }).nullable(),
  elapsedMs: z.number().nonnegative(),
});
export type CheckReport = z.output<typeof checkReport>;

export const checkAnswer = z.object({ checkId, report: checkReport });
export const checkProgress = byteProgress.extend({ records: count, errors: count });
export type CheckProgress = z.output<typeof checkProgress>;

/** What a fix does to a list, whether it is on or off. */
export const fixEffect = z.object({
  rule: ruleId,
  /** Rows that it would change, leave out or set apart. */
  rows: count,
  /** The first ones, each at most 200 code points. `after` is null where the row is left out. */
  samples: z.array(z.object({ line: count, before: z.string(), after: z.string().nullable() })),
});
export type FixEffect = z.output<typeof fixEffect>;

/** Records are numbered from 1, the header not counted. */
export const recordRange = z.object({
  from: count.min(1),
  to: count.min(1),
});

export const previewRecord = z.object({ line: count, fields: z.array(z.string()) });
export const preview = z.object({
  schema: z.literal('dropline.preview/1'),
  records: z.array(previewRecord),
});
export type Preview = z.output<typeof preview>;

/** One record as it is shown to people. */
export const shownRow = z.object({
  /** From 1, the header not counted. */
  number: count,
  line: count,
  /** Each at most 1,000 code points of the value as it stands in the source. */
  fields: z.array(z.string()),
  /** Positions of the fields that are longer than what is given of them. */
  cutFields: z.array(count),
});
export type ShownRow = z.output<typeof shownRow>;

/** The first records of a list, before anything has been checked. */
export const listHead = z.object({
  /** As far as its first bytes tell; the check looks at all of them. */
  encoding: encodingName,
  /** Null where the file is no text. */
  delimiter: z.enum([',', ';', '\t']).nullable(),
  header: z.array(z.string()).nullable(),
  rows: z.array(shownRow),
});
export type ListHead = z.output<typeof listHead>;

/** What a check found on one record. `column` is a position from 0; null means the whole record. */
export const rowProblem = z.object({
  rule: ruleId,
  severity: z.enum(['error', 'warning', 'info']),
  column: count.nullable(),
});
export type RowProblem = z.output<typeof rowProblem>;

/** One record of a checked list with all that the check knows of it. */
export const judgedRow = shownRow.extend({
  outcome: z.enum(['deliverable', 'rejected', 'left-out']),
  problems: z.array(rowProblem),
});
export type JudgedRow = z.output<typeof judgedRow>;
