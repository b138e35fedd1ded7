/** A built batch: its manifest, which is sealed, and what building answers. */
import { z } from 'zod';
import { checkOptions, recordCounts } from './check.ts';
import {
  batchId,
  byteProgress,
  count,
  fileId,
  folderId,
  importType,
  listFormat,
  ruleId,
  sha256,
} from './common.ts';

export const environment = z.enum(['production', 'test', 'practice']);
export type Environment = z.output<typeof environment>;

/** Repro's application ID. It becomes a segment of the S3 key. */
export const appId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
/** LINE's channel ID: digits only. It becomes a segment of the S3 key. */
export const channelId = z.string().regex(/^[0-9]{1,32}$/);
/** Human name of a batch, from which the names of its parts are made. */
export const batchName = z.string().max(200);
/** A name that is safe on every system and as the last segment of an S3 key. */
export const partFileName = z
  .string()
  .regex(/^(?!\.)[A-Za-z0-9._-]{1,100}\.csv$/)
  .refine((name) => !name.includes('..'));

/** Records without a user ID, taken out by `--fix user-id-missing`: a batch in the batch's folder. */
export const IDS_ONLY_NAME = 'ids-only';

/** Where a batch may go. `environment` is null where ids were given without a profile. */
export const address = z.object({ appId, channelId, environment: environment.nullable() }).strict();
export type Address = z.output<typeof address>;

export const batchPart = z
  .object({ file: partFileName, records: count, bytes: count, sha256 })
  .strict();
export type BatchPart = z.output<typeof batchPart>;

export const manifest = z
  .object({
    schema: z.literal('dropline.batch/1'),
    id: batchId,
    createdAt: z.iso.datetime(),
    destination: z.literal('repro-line'),
    type: importType,
    format: listFormat,
    address: address.nullable(),
    source: z.object({ name: z.string(), bytes: count, sha256 }).strict(),
    check: z
      .object({
        records: recordCounts,
        findings: z.array(
          z
            .object({ rule: ruleId, severity: z.enum(['error', 'warning', 'info']), count })
            .strict(),
        ),
      })
      .strict(),
    fixes: z.array(z.object({ rule: ruleId, rows: count }).strict()),
    parts: z.array(batchPart).min(1),
  })
  .strict();
export type Manifest = z.output<typeof manifest>;

export const buildOptions = checkOptions
  .omit({ maxSamples: true })
  .extend({
    type: importType,
    /** The sealed address; a batch without one is *unaddressed*. A profile gives its own. */
    address: address.omit({ environment: true }).optional(),
    /** With it a single rejected record means that nothing is built. */
    strict: z.boolean().default(false),
    /** Defaults to the source's name. */
    name: batchName.optional(),
  })
  .strict();
export type BuildOptions = z.output<typeof buildOptions>;

export const buildInput = z.object({ fileId, outId: folderId, options: buildOptions }).strict();

export const buildAnswer = z.object({
  schema: z.literal('dropline.build/1'),
  dir: z.string(),
  manifest,
  records: recordCounts,
});
export type BuildAnswer = z.output<typeof buildAnswer>;

export const openedBatch = z.object({ batchId, dir: z.string(), seal: sha256, manifest });
export type OpenedBatch = z.output<typeof openedBatch>;

export { byteProgress as buildProgress };
