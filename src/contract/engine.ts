/**
 * What the engine serves. Clients and handlers are both derived from this object, and no call is
 * named anywhere else. Calls for hosts alone carry paths; all others carry handles.
 */
import { z } from 'zod';
import { command, event, query } from './define.ts';
import { deliveriesContract } from './deliveries.ts';
import { batchErrors, readErrors, storeErrors, writeErrors } from './errors.ts';
import { auditEntry } from './schemas/audit.ts';
import { buildAnswer, buildInput, buildProgress, openedBatch } from './schemas/batch.ts';
import {
  checkAnswer,
  checkOptions,
  checkProgress,
  fixEffect,
  judgedRow,
  listHead,
  preview,
  recordRange,
} from './schemas/check.ts';
import {
  batchId,
  byteProgress,
  checkId,
  count,
  encodingName,
  fileId,
  folderId,
  language,
  path,
  profileId,
  ruleId,
} from './schemas/common.ts';
import { profile, profileFields } from './schemas/profile.ts';
import {
  reportAnswer,
  reportInput,
  reportMapping,
  reportMatches,
  reportOrigin,
  reportRowsInput,
} from './schemas/report.ts';

const reportErrors = [
  ...readErrors,
  ...batchErrors,
  ...storeErrors,
  'report-layout-unknown',
  'report-other-batch',
  'report-other-source',
] as const;
const storeNotice = z.discriminatedUnion('code', [
  z.object({ code: z.literal('store-set-aside'), keptAs: z.string() }),
  /** One profile can't be read any more; everything else is as it was. */
  z.object({ code: z.literal('profile-set-aside'), name: z.string() }),
]);

export const engineContract = {
  files: {
    /** Opens a list at once and keeps it open, so that what was checked is what is read later. */
    open: query({
      audience: 'host',
      input: z.object({ path }).strict(),
      output: z.object({ fileId, name: z.string(), bytes: count, modifiedAt: z.iso.datetime() }),
      errors: readErrors,
    }),
    close: query({
      input: z.object({ fileId }).strict(),
      output: z.object({}),
      errors: ['unknown-id'],
    }),
    /**
     * Whether its path still leads to an open list. What is read is the list that was opened, even
     * where that was moved, replaced or deleted meanwhile: whoever reads the answer is to know.
     */
    isThere: query({
      input: z.object({ fileId }).strict(),
      output: z.object({ isThere: z.boolean() }),
      errors: ['unknown-id'],
    }),
    /** A folder to write into. `new` must not exist or be empty, and is made when it is written. */
    openFolder: query({
      audience: 'host',
      input: z.object({ path, use: z.enum(['new', 'existing']) }).strict(),
      output: z.object({ folderId, name: z.string() }),
      errors: writeErrors,
    }),
  },
  checks: {
    run: command({
      input: z.object({ fileId, options: checkOptions }).strict(),
      output: checkAnswer,
      progress: checkProgress,
      errors: [...readErrors, ...storeErrors, 'unknown-profile', 'unknown-column', 'fix-unknown'],
    }),
    /** The first records at once, whatever the size of the list. */
    head: query({
      input: z
        .object({
          fileId,
          rows: count.max(200).default(50),
          encoding: z.enum(['auto', ...encodingName.options]).default('auto'),
        })
        .strict(),
      output: listHead,
      errors: readErrors,
    }),
    /** Any range of records, by the row index of a check that has run. */
    page: query({
      input: z.object({ checkId, range: recordRange }).strict(),
      output: preview,
      errors: readErrors,
    }),
    /**
     * Rows of a checked list as the check judged them. With a rule the range counts only the
     * records that have a finding of that rule, of which there are as many as the report says.
     */
    rows: query({
      input: z.object({ checkId, range: recordRange, rule: ruleId.optional() }).strict(),
      output: z.object({ rows: z.array(judgedRow) }),
      errors: readErrors,
    }),
    /** The nearest record with a finding after (or before) one; null where there is none. */
    nextProblem: query({
      input: z.object({ checkId, from: count, direction: z.enum(['next', 'previous']) }).strict(),
      output: z.object({ number: count.nullable() }),
      errors: readErrors,
    }),
    /** What each fix that can be turned on or off would do to the rows of a checked list. */
    fixEffects: command({
      input: z.object({ checkId }).strict(),
      output: z.object({ effects: z.array(fixEffect) }),
      progress: byteProgress,
      errors: readErrors,
    }),
    /** Any range of records of a file that has not been checked. */
    preview: command({
      input: z
        .object({
          fileId,
          range: recordRange,
          encoding: z.enum(['auto', ...encodingName.options]).default('auto'),
        })
        .strict(),
      output: preview,
      progress: byteProgress,
      errors: readErrors,
    }),
    /** Writes every finding of a check as CSV for people. */
    exportFindings: command({
      audience: 'host',
      input: z.object({ checkIds: z.array(checkId).min(1), path, language }).strict(),
      output: z.object({ rows: count }),
      progress: byteProgress,
      errors: [...readErrors, ...writeErrors],
    }),
    close: query({
      input: z.object({ checkId }).strict(),
      output: z.object({}),
      errors: ['unknown-id'],
    }),
  },
  batches: {
    build: command({
      input: buildInput,
      output: buildAnswer,
      progress: buildProgress,
      errors: [
        ...readErrors,
        ...writeErrors,
        ...storeErrors,
        'unknown-profile',
        'unknown-column',
        'fix-unknown',
        'file-rejected',
        'check-partial',
        'strict-rejected',
        'nothing-deliverable',
        'format-not-accepted',
      ],
    }),
    /** Reads a batch from its folder and holds every part against the manifest. */
    open: command({
      audience: 'host',
      input: z.object({ path }).strict(),
      output: openedBatch,
      progress: byteProgress,
      errors: [...batchErrors, 'file-permission', 'file-read-failed'],
    }),
    /** Opens a batch of this session or of a delivery once more, from the folder it was in then. */
    reopen: command({
      input: z.object({ batchId }).strict(),
      output: openedBatch,
      progress: byteProgress,
      errors: ['unknown-id', ...storeErrors, ...batchErrors, 'file-permission', 'file-read-failed'],
    }),
  },
  deliveries: deliveriesContract,
  audit: {
    /** Writes the audit trail as CSV: who, what, when, key, hash, outcome. It holds no user's ID. */
    export: command({
      audience: 'host',
      input: z.object({ path }).strict(),
      output: z.object({ rows: count }),
      progress: byteProgress,
      errors: [...storeErrors, ...writeErrors],
    }),
    /** What is in the trail about a batch and its deliveries, the oldest first. */
    of: query({
      input: z.object({ batchId }).strict(),
      output: z.object({ events: z.array(auditEntry) }),
      errors: storeErrors,
    }),
  },
  profiles: {
    list: query({
      input: z.object({}).strict(),
      output: z.object({ profiles: z.array(profile) }),
      errors: storeErrors,
    }),
    add: query({
      input: profileFields,
      output: profile,
      errors: ['profile-exists', 'endpoint-not-https', 'unknown-id', ...storeErrors],
    }),
    update: query({
      input: z.object({ profileId, fields: profileFields }).strict(),
      output: profile,
      errors: [
        'unknown-profile',
        'profile-exists',
        'endpoint-not-https',
        'unknown-id',
        ...storeErrors,
      ],
    }),
    remove: query({
      input: z.object({ profileId }).strict(),
      output: z.object({}),
      errors: ['unknown-profile', ...storeErrors],
    }),
    /** How many people are known for the profile's channel, by state. */
    known: query({
      input: z.object({ profileId }).strict(),
      output: z.object({ followed: count, unfollowed: count }),
      errors: ['unknown-profile', ...storeErrors],
    }),
  },
  reports: {
    /** Tells a returned error CSV from a list, by its columns and its name; null for a list. */
    recognise: query({
      input: z.object({ fileId }).strict(),
      output: z.object({ origin: reportOrigin.nullable() }),
      errors: readErrors,
    }),
    /**
     * Finds the batches that a returned file may be about, among those in the given folders and
     * those that were delivered. What is found can be opened with `batches.reopen`.
     */
    match: command({
      audience: 'host',
      input: z
        .object({ fileId, mapping: reportMapping.default({}), paths: z.array(path).max(500) })
        .strict(),
      output: reportMatches,
      progress: byteProgress,
      errors: [...readErrors, ...storeErrors, 'report-layout-unknown'],
    }),
    read: command({
      input: reportInput,
      output: reportAnswer,
      progress: byteProgress,
      errors: reportErrors,
    }),
    /** Writes the rows of a report as CSV for people, each with its place in batch and source. */
    exportRows: command({
      audience: 'host',
      input: reportRowsInput.extend({ path }),
      output: z.object({ rows: count }),
      progress: byteProgress,
      errors: [...reportErrors, ...writeErrors],
    }),
  },
  samples: {
    /** Writes a believable list with planted faults; without a path to the engine's own stdout. */
    write: command({
      audience: 'host',
      input: z
        .object({
          rows: count.max(200_000_000),
          seed: count.max(0xffff_ffff),
          path: path.optional(),
        })
        .strict(),
      output: z.object({ rows: count, bytes: count }),
      progress: byteProgress,
      errors: writeErrors,
    }),
  },
  engine: {
    /** Told once when something of the store was damaged and set aside, so that a person can be told. */
    notice: event({ payload: storeNotice }),
  },
};

export type EngineContract = typeof engineContract;
export type StoreNotice = z.output<typeof storeNotice>;
