/**
 * The long part of building: goes once through a checked list and writes its parts and its rejected
 * rows. Runs in a worker thread.
 */
import { mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { type BatchPart, IDS_ONLY_NAME } from '#contract/schemas/batch.ts';
import type { ByteProgress, ListFormat } from '#contract/schemas/common.ts';
import type { Checked } from '#engine/checks/checked.ts';
import { readFailure } from '#engine/checks/read-failure.ts';
import { toPassPlan } from '#engine/checks/scanner/pass-plan.ts';
import { walkRecords } from '#engine/checks/walk.ts';
import { isUnchanged } from '#engine/csv/open-file.ts';
import type { WriteFailure } from '#engine/csv/writer.ts';
import { partName } from '#engine/destinations/repro-line/part-name.ts';
import type { JobContext } from '#engine/jobs/job.ts';
import { isWorkerOutOfMemory } from '#engine/jobs/out-of-memory.ts';
import { agrees, type Counts, type Fixes, fixesOf, noCounts } from './counts.ts';
import { type Breath, writeInBlocks } from './in-blocks.ts';
import { createPartsSink, type SinkTask } from './parts-sink.ts';
import { createPartsWriter, recordLine, type PartsWriter } from './parts-writer.ts';
import { createRejectedWriter, type RejectedWriter } from './rejected-writer.ts';
import { settleRecord } from './settle-record.ts';
import { createSourceHasher } from './source-hash.ts';
import { codeOf, writeFailure } from './write-failure.ts';

export type BuildJobInput = {
  readonly checked: Checked;
  readonly format: ListFormat;
  /** Folder to write into; it is there and empty. */
  readonly dir: string;
  /** What the part names are made of. */
  readonly name: string;
  readonly createdAtMs: number;
  /** Makes the names of a batch's parts unique: the batch's own, and those of its ids-only batch. */
  readonly unique: { readonly batch: string; readonly idsOnly: string };
  readonly partBytesLimit: number;
  /** Goes record by record through the defining code, whatever the list is like. */
  readonly plainly?: boolean | undefined;
};

export type BuiltBatch = {
  readonly format: ListFormat;
  readonly parts: readonly BatchPart[];
  readonly fixes: Fixes;
};
export type Built = {
  readonly main: BuiltBatch;
  /** The records without a user ID, in the folder `ids-only`, where there are other ones as well. */
  readonly idsOnly: BuiltBatch | null;
};

export type BuildJobCode =
  | WriteFailure
  | 'out-not-empty'
  | 'file-changed'
  | 'file-read-failed'
  | 'engine-died'
  | 'cancelled';

/** How often a job looks up from its work, in records. */
const BREATH_RECORDS = 4096;
/** Telling another thread of progress costs more than it is worth more often. */
const TELL_MS = 50;

type Outputs = { readonly idsOnlyParts: PartsWriter; readonly rejected: RejectedWriter };

/** Without a record that has a user ID, the ids-only batch is the batch. */
const settle = (
  input: BuildJobInput,
  parts: readonly BatchPart[],
  idsOnlyParts: readonly BatchPart[],
  counts: Counts,
): Built => {
  const { checked, dir, format } = input;
  const fixes = fixesOf(checked, counts.fixes);
  const inner = join(dir, IDS_ONLY_NAME);
  if (idsOnlyParts.length === 0) {
    rmSync(inner, { recursive: true, force: true });
    return { main: { format, parts, fixes }, idsOnly: null };
  }
  if (parts.length > 0) {
    const idsOnlyFixes = fixesOf(checked, counts.idsOnlyFixes);
    return {
      main: { format, parts, fixes },
      idsOnly: { format: 'ids-only', parts: idsOnlyParts, fixes: idsOnlyFixes },
    };
  }
  for (const { file } of idsOnlyParts) renameSync(join(inner, file), join(dir, file));
  rmdirSync(inner);
  const all = new Map([...counts.fixes, ...counts.idsOnlyFixes]);
  return {
    main: { format: 'ids-only', parts: idsOnlyParts, fixes: fixesOf(checked, all) },
    idsOnly: null,
  };
};

/** Record by record: slow, and the definition of what a build writes. */
const writePlainly = (
  checked: Checked,
  task: SinkTask,
  outputs: Outputs,
  counts: Counts,
  breathe: Breath,
): Result<readonly BatchPart[], BuildJobCode> => {
  const sink = createPartsSink(task);
  const deliver = (lineUserId: string, userId: string): Failure<WriteFailure> | null =>
    sink.write(Buffer.from(recordLine(task.format, lineUserId, userId)), 1);
  const { idsOnlyParts, rejected } = outputs;
  const to = { deliver, splitOff: idsOnlyParts.write, reject: rejected.write };
  const write = (): Result<readonly BatchPart[], BuildJobCode> => {
    for (const walked of walkRecords(checked)) {
      const failure = settleRecord(walked, to, counts);
      if (failure !== null) return { ok: false, error: failure };
      if (walked.number % BREATH_RECORDS !== 0) continue;
      if (breathe('write', walked.number / checked.records.total)) return fail('cancelled');
    }
    const parts = sink.finish();
    if (!parts.ok) return parts;
    if (breathe('verify', 1)) return fail('cancelled');
    const sha256 = createSourceHasher(checked.file).finish();
    const isSame = sha256 === checked.sha256 && isUnchanged(checked.file);
    return isSame ? parts : fail('file-changed', { name: checked.file.name });
  };
  let written: Result<readonly BatchPart[], BuildJobCode> | null = null;
  try {
    written = write();
    return written;
  } finally {
    if (written?.ok !== true) sink.abort();
  }
};

const write = async (
  input: BuildJobInput,
  outputs: Outputs,
  breathe: Breath,
): Promise<Result<Built, BuildJobCode>> => {
  const { checked, dir, format, name, createdAtMs, partBytesLimit: limitBytes } = input;
  const { file } = checked;
  const { idsOnlyParts, rejected } = outputs;
  const counts = noCounts();
  const task: SinkTask = {
    ...{ dir, format, limitBytes, name, createdAtMs },
    unique: input.unique.batch,
  };
  const plan = input.plainly === true ? null : toPassPlan(checked);
  const { writeLines } = rejected;
  const to = { splitOff: idsOnlyParts.write, reject: rejected.write, writeLines };
  const parts =
    plan === null
      ? writePlainly(checked, task, outputs, counts, breathe)
      : await writeInBlocks(checked, plan, task, to, counts, breathe);
  if (!parts.ok) return parts;
  const ofIdsOnly = idsOnlyParts.finish();
  if (!ofIdsOnly.ok) return ofIdsOnly;
  const ofRejected = rejected.finish();
  if (!ofRejected.ok) return ofRejected;
  if (!agrees(checked, counts)) return fail('file-changed', { name: file.name });
  return succeed(settle(input, parts.value, ofIdsOnly.value, counts));
};

const openOutputs = (input: BuildJobInput): Result<Outputs, WriteFailure> => {
  const { checked, dir, name, partBytesLimit: limitBytes } = input;
  const { header, columns, fixes } = checked.plan;
  const rejected = createRejectedWriter(dir, header, columns);
  if (!rejected.ok) return rejected;
  const moment = new Date(input.createdAtMs);
  const unique = input.unique.idsOnly;
  const inner = join(dir, IDS_ONLY_NAME);
  if (fixes.includes('user-id-missing')) mkdirSync(inner, { mode: 0o700 });
  const idsOnlyParts = createPartsWriter({
    ...{ dir: inner, format: 'ids-only', limitBytes },
    nameOf: (part) => partName({ sourceName: name, moment, unique, part }),
  });
  return succeed({ idsOnlyParts, rejected: rejected.value });
};

/**
 * Writes parts and rejected rows into `input.dir`. Whoever started it removes the folder where it
 * fails. The source is compared with what was checked before it answers.
 */
export const buildJob = async (
  input: BuildJobInput,
  { cancelled, progress }: JobContext<ByteProgress>,
): Promise<Result<Built, BuildJobCode>> => {
  const { bytes, name } = input.checked.file;
  let toldMs = 0;
  const breathe: Breath = (stage, share) => {
    const nowMs = performance.now();
    if (stage === 'verify' || nowMs - toldMs >= TELL_MS) {
      const before = stage === 'write' ? 0 : bytes;
      progress({ stage, doneBytes: before + Math.floor(share * bytes), totalBytes: 2 * bytes });
      toldMs = nowMs;
    }
    return cancelled();
  };
  const outputs: { -readonly [Name in keyof Outputs]?: Outputs[Name] } = {};
  const attempt = async (): Promise<Result<Built, BuildJobCode>> => {
    try {
      const opened = openOutputs(input);
      if (!opened.ok) return opened;
      return await write(input, Object.assign(outputs, opened.value), breathe);
    } catch (error) {
      // A thread beside the build has none left.
      if (isWorkerOutOfMemory(error)) return fail('engine-died', { reason: 'out-of-memory' });
      return codeOf(error) === 'unknown'
        ? readFailure(error, name)
        : writeFailure(error, input.dir);
    }
  };
  const built = await attempt();
  if (!built.ok) for (const output of Object.values(outputs)) output.abort();
  return built;
};
