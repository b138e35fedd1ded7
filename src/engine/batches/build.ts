/**
 * Building a batch: checks the list with the fixes that were asked for, refuses what must not be
 * delivered, writes parts, manifest and rejected rows beside the target, and gives them their name
 * in one step.
 */
import { stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import { RULES } from '#contract/rules.ts';
import {
  type Address,
  type BuildOptions,
  IDS_ONLY_NAME,
  type Manifest,
} from '#contract/schemas/batch.ts';
import { type CheckOptions, type CheckReport, checkOptions } from '#contract/schemas/check.ts';
import type { ListFormat } from '#contract/schemas/common.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import type { CheckCode, CheckDependencies, CheckOutcome } from '#engine/checks/run-check.ts';
import type { OpenFile } from '#engine/csv/open-file.ts';
import { createFileWriter, type WriteFailure } from '#engine/csv/writer.ts';
import { PART_BYTES_LIMIT } from '#engine/destinations/repro-line/limits.ts';
import type { runJob } from '#engine/jobs/run-job.ts';
import type { StoreCode } from '#engine/store/failure.ts';
import type { BuiltBatch } from './build-job.ts';
import { MANIFEST_NAME, manifestBytes, newBatchId, sealOf } from './manifest.ts';
import type { OpenedBatches } from './opened.ts';
import { openStaging, type Staging } from './staging.ts';

/** The source is gone through for the check, for the writing, and to see that it is the same. */
const PASSES = 3;

export type BuildDependencies = {
  readonly file: (fileId: string) => Result<OpenFile, 'unknown-id'>;
  readonly folder: (folderId: string) => Result<string, 'unknown-id'>;
  readonly profile: (profileId: string) => Result<Profile, 'unknown-profile' | StoreCode>;
  /** Runs a check, with the cross-checks of the profile that its options name. */
  readonly check: (
    file: OpenFile,
    options: CheckOptions,
    running: Pick<CheckDependencies, 'signal' | 'onProgress'>,
  ) => Promise<Result<CheckOutcome, CheckCode | 'unknown-profile' | StoreCode>>;
  readonly runJob: typeof runJob;
  readonly clock: () => Date;
  readonly opened: OpenedBatches;
  /** The most that a part may have; the destination's limit where it is not given. */
  readonly partBytesLimit?: number | undefined;
  /** Bytes that may be written in a folder; asked of the system where it is not given. */
  readonly freeBytesIn?: ((dir: string) => Promise<number>) | undefined;
};

type Build = Handlers<EngineContract>['batches']['build'];
type Built = Awaited<ReturnType<Build>>;

const checkOptionsOf = (options: BuildOptions): CheckOptions => {
  const { address: _address, strict: _strict, name: _name, ...rest } = options;
  return checkOptions.parse({ ...rest, maxSamples: 1 });
};

/** Findings about the file as a whole that stop everything. An open quote swallows unknown rows. */
const fileErrorsOf = (report: CheckReport): readonly string[] =>
  report.findings
    .filter(({ rule, severity }) => severity === 'error' && RULES[rule].scope === 'file')
    .map(({ rule }) => rule);

type Refusal =
  | 'file-rejected'
  | 'check-partial'
  | 'strict-rejected'
  | 'nothing-deliverable'
  | 'format-not-accepted';

/** Whether a checked list may become a batch, and the format that its batch will have. */
const accept = (
  { report }: CheckOutcome,
  options: BuildOptions,
  profile: Profile | null,
): Result<ListFormat, Refusal> => {
  const { name, format } = report.file;
  const { rejected, deliverable, partial } = report.records;
  const rules = fileErrorsOf(report);
  if (rules.length > 0 || format === null) return fail('file-rejected', { name, rules });
  if (partial) {
    const stopped = report.findings.find(({ rule }) => rule === 'field-too-long');
    return fail('check-partial', { name, line: stopped?.samples[0]?.line ?? null });
  }
  if (options.strict && rejected > 0) return fail('strict-rejected', { name, rejected });
  if (deliverable === 0) return fail('nothing-deliverable', { name });
  const splitsOff =
    options.fixes.includes('user-id-missing') &&
    report.findings.some(({ rule }) => rule === 'user-id-missing');
  if (profile?.acceptsIdsOnly === false && (format === 'ids-only' || splitsOff)) {
    return fail('format-not-accepted', { name, profile: profile.name });
  }
  return succeed(format);
};

const addressOf = (options: BuildOptions, profile: Profile | null): Address | null => {
  if (profile !== null) {
    const { appId, channelId, environment } = profile;
    return { appId, channelId, environment };
  }
  return options.address === undefined ? null : { ...options.address, environment: null };
};

/** Text in UTF-8 against text in the source's encoding: the most that it grows in real lists. */
const GROWTH = { 'utf-8': 1, 'latin-1': 1.5 } as const;
const OTHER_GROWTH = 1.6;
/** Line, rules and quotes of a rejected record, and what a batch has besides its records. */
const REJECTED_EXTRA_BYTES = 128;
const BATCH_EXTRA_BYTES = 65_536;

/** Bytes that a batch can take: every record is written once, to a part or to rejected.csv. */
const neededBytesOf = ({ checked }: CheckOutcome): number => {
  const growths: Readonly<Record<string, number>> = GROWTH;
  const textBytes = checked.file.bytes * (growths[checked.layout.encoding] ?? OTHER_GROWTH);
  const extraBytes = checked.records.rejected * REJECTED_EXTRA_BYTES + BATCH_EXTRA_BYTES;
  return Math.ceil(textBytes) + extraBytes;
};

/**
 * What has to be free before a build begins, for each byte of the list: the batch, at most 1.6 times
 * the list, and what delivering it leaves in the database. Asked before the check, so that nobody
 * waits for minutes to be told that there is no room.
 */
const FREE_BYTES_PER_BYTE = 2.2;
const wantedBytesOf = ({ bytes }: OpenFile): number =>
  Math.ceil(bytes * FREE_BYTES_PER_BYTE) + BATCH_EXTRA_BYTES;

/** The nearest folder that is there: the target need not be. */
const existingFolder = async (path: string): Promise<string> =>
  (await stat(path).catch(() => undefined)) === undefined ? dirname(path) : path;

/** Unlimited where the file system does not tell. */
const askFreeBytes = async (dir: string): Promise<number> => {
  try {
    const { bavail, bsize } = await statfs(dir);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
};

type Files = {
  readonly dir: string;
  readonly value: Manifest;
};

/** Writes a manifest, which is the last file of a batch. */
const writeManifest = ({ dir, value }: Files): Result<string, WriteFailure> => {
  const bytes = manifestBytes(value);
  const writer = createFileWriter(join(dir, MANIFEST_NAME));
  if (!writer.ok) return writer;
  writer.value.writeBytes(bytes);
  const written = writer.value.finish();
  return written.ok ? succeed(sealOf(bytes)) : written;
};

const uniqueOf = (batchId: string): string => batchId.slice(-12);

/** The handler of `batches.build`. Whatever goes wrong, nothing stays under the batch's name. */
export const createBuild = (dependencies: BuildDependencies): Build => {
  const { clock, opened } = dependencies;
  const partBytesLimit = dependencies.partBytesLimit ?? PART_BYTES_LIMIT;
  const freeBytesIn = dependencies.freeBytesIn ?? askFreeBytes;

  const writeBatch = async (
    outcome: CheckOutcome,
    format: ListFormat,
    place: { readonly staging: Staging; readonly target: string },
    options: BuildOptions,
    profile: Profile | null,
    context: Parameters<Build>[1],
  ): Promise<Built> => {
    const { checked, report } = outcome;
    const { staging, target } = place;
    const createdAt = clock();
    const ids = { batch: newBatchId(createdAt), idsOnly: newBatchId(createdAt) };
    const { bytes: sourceBytes, name: sourceName } = checked.file;
    const built = await dependencies.runJob(
      'build',
      {
        checked,
        format,
        dir: staging.dir,
        name: options.name ?? sourceName,
        createdAtMs: createdAt.getTime(),
        unique: { batch: uniqueOf(ids.batch), idsOnly: uniqueOf(ids.idsOnly) },
        partBytesLimit,
      },
      {
        signal: context.signal,
        onProgress: ({ stage, doneBytes }) =>
          context.progress({
            stage,
            doneBytes: sourceBytes + doneBytes,
            totalBytes: sourceBytes * PASSES,
          }),
      },
    );
    if (!built.ok) return built;

    const manifestOf = (id: string, { format: written, parts, fixes }: BuiltBatch): Manifest => ({
      schema: 'dropline.batch/1',
      id,
      createdAt: createdAt.toISOString(),
      destination: 'repro-line',
      type: options.type,
      format: written,
      address: addressOf(options, profile),
      source: { name: sourceName, bytes: sourceBytes, sha256: checked.sha256 },
      check: {
        records: report.records,
        findings: report.findings.map(({ rule, severity, count }) => ({ rule, severity, count })),
      },
      fixes,
      parts: [...parts],
    });
    const { main, idsOnly } = built.value;
    if (idsOnly !== null) {
      const inner = join(staging.dir, IDS_ONLY_NAME);
      const sealed = writeManifest({ dir: inner, value: manifestOf(ids.idsOnly, idsOnly) });
      if (!sealed.ok) return sealed;
    }
    const manifest = manifestOf(ids.batch, main);
    const seal = writeManifest({ dir: staging.dir, value: manifest });
    if (!seal.ok) return seal;
    if (context.signal.aborted) return fail('cancelled');
    const committed = await staging.commit();
    if (!committed.ok) return committed;
    opened.add({ batchId: manifest.id, dir: target, seal: seal.value, manifest });
    return succeed({ schema: 'dropline.build/1', dir: target, manifest, records: report.records });
  };

  return async ({ fileId, outId, options }, context) => {
    const { signal, progress } = context;
    const file = dependencies.file(fileId);
    if (!file.ok) return file;
    const target = dependencies.folder(outId);
    if (!target.ok) return target;
    const profile =
      options.profileId === undefined ? succeed(null) : dependencies.profile(options.profileId);
    if (!profile.ok) return profile;

    const { bytes } = file.value;
    const noRoom = async (dir: string, neededBytes: number) => {
      const freeBytes = await freeBytesIn(dir);
      const details = { name: basename(target.value), neededBytes, freeBytes };
      return fail('disk-full', { ...details, missingBytes: Math.max(0, neededBytes - freeBytes) });
    };
    const around = await existingFolder(target.value);
    const wantedBytes = wantedBytesOf(file.value);
    if ((await freeBytesIn(around)) < wantedBytes) return noRoom(around, wantedBytes);

    const outcome = await dependencies.check(file.value, checkOptionsOf(options), {
      signal,
      onProgress: ({ stage, doneBytes, totalBytes }) =>
        progress({
          stage,
          doneBytes: totalBytes === 0 ? 0 : Math.floor((bytes * doneBytes) / totalBytes),
          totalBytes: bytes * PASSES,
        }),
    });
    if (!outcome.ok) return outcome;
    const format = accept(outcome.value, options, profile.value);
    if (!format.ok) return format;

    const staging = await openStaging(target.value);
    if (!staging.ok) return staging;
    const place = { staging: staging.value, target: target.value };
    const neededBytes = neededBytesOf(outcome.value);
    const { dir } = place.staging;
    try {
      if ((await freeBytesIn(dir)) < neededBytes) return await noRoom(dir, neededBytes);
      const built = await writeBatch(
        outcome.value,
        format.value,
        place,
        options,
        profile.value,
        context,
      );
      return !built.ok && built.error.code === 'disk-full' ? await noRoom(dir, neededBytes) : built;
    } finally {
      await place.staging.discard();
    }
  };
};
