/**
 * The long part of building: goes once through a checked list and writes its parts and its rejected
 * rows. Runs in a worker thread.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { RULE_IDS, RULES, type RuleId } from '#contract/rules.ts';
import type { BatchPart, Manifest } from '#contract/schemas/batch.ts';
import type { ByteProgress, ListFormat } from '#contract/schemas/common.ts';
import type { Checked } from '#engine/checks/checked.ts';
import { readFailure } from '#engine/checks/read-failure.ts';
import { type WalkedRecord, walkRecords } from '#engine/checks/walk.ts';
import { isUnchanged } from '#engine/csv/open-file.ts';
import { readFully } from '#engine/csv/source-bytes.ts';
import type { WriteFailure } from '#engine/csv/writer.ts';
import { partName } from '#engine/destinations/repro-line/part-name.ts';
import type { JobContext } from '#engine/jobs/job.ts';
import { IDS_ONLY_NAME } from './manifest.ts';
import { createPartsWriter, type PartsWriter } from './parts-writer.ts';
import { createRejectedWriter, type RejectedWriter } from './rejected-writer.ts';
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
};

type Fixes = Manifest['fixes'];
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
  | 'cancelled';

/** How often a job looks up from its work, in records. */
const BREATH_RECORDS = 4096;
const HASH_CHUNK_BYTES = 4 * 1024 * 1024;

/** Fixes that keep a record out of the batch. */
const LEAVING_OUT: ReadonlySet<RuleId> = new Set([
  'row-blank',
  'duplicate-row',
  'duplicate-line-user-id',
  'duplicate-user-id',
]);

/** A write that failed, on its way through the loop over the records. */
class WriteStopped extends Error {
  override readonly name = 'WriteStopped';
  readonly failure: Failure<WriteFailure>;

  constructor(failure: Failure<WriteFailure>) {
    super(failure.code);
    this.failure = failure;
  }
}

const orStop = (failure: Failure<WriteFailure> | null): void => {
  if (failure !== null) throw new WriteStopped(failure);
};
const valueOrStop = <Value>(result: Result<Value, WriteFailure>): Value => {
  if (result.ok) return result.value;
  throw new WriteStopped(result.error);
};

/** Counts, by rule, the rows that a fix changed or left out. */
type FixCounts = Map<RuleId, number>;
const countFixes = (counts: FixCounts, rules: readonly RuleId[]): void => {
  for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
};

/** Fixes to the form of the file come first in the catalogue, and touch no row: their rows are 0. */
const fixesOf = (checked: Checked, counts: FixCounts): Fixes => {
  const ofFile = checked.fileFindings
    .map((finding) => finding.rule)
    .filter((rule) => RULES[rule].scope === 'file' && RULES[rule].fix === 'auto');
  return RULE_IDS.filter((rule) => ofFile.includes(rule) || counts.has(rule)).map((rule) => ({
    rule,
    rows: counts.get(rule) ?? 0,
  }));
};

type Outputs = {
  readonly parts: PartsWriter;
  readonly idsOnlyParts: PartsWriter;
  readonly rejected: RejectedWriter;
};
type Counts = {
  readonly fixes: FixCounts;
  readonly idsOnlyFixes: FixCounts;
  deliverable: number;
  rejected: number;
  leftOut: number;
};

const writeRecord = (walked: WalkedRecord, outputs: Outputs, counts: Counts): void => {
  const { outcome, fixesApplied, lineUserId, userId } = walked;
  if (outcome === 'rejected') {
    counts.rejected += 1;
    orStop(outputs.rejected.write(walked));
  } else if (outcome === 'left-out') {
    counts.leftOut += 1;
    countFixes(
      counts.fixes,
      fixesApplied.filter((rule) => LEAVING_OUT.has(rule)),
    );
  } else {
    counts.deliverable += 1;
    const isSplitOff = fixesApplied.includes('user-id-missing');
    if (isSplitOff) countFixes(counts.fixes, ['user-id-missing']);
    countFixes(isSplitOff ? counts.idsOnlyFixes : counts.fixes, fixesApplied);
    const parts = isSplitOff ? outputs.idsOnlyParts : outputs.parts;
    orStop(parts.write(lineUserId, userId ?? ''));
  }
};

/** Whether the walk saw the list that the check had counted. */
const agrees = ({ records }: Checked, counts: Counts): boolean =>
  counts.deliverable === records.deliverable &&
  counts.rejected === records.rejected &&
  counts.leftOut === records.leftOut;

type Breath = (stage: 'write' | 'verify', share: number) => boolean;

/** The source's bytes are still those that were checked: read once more, to the end. */
const isSame = (checked: Checked, breathe: Breath): boolean | 'cancelled' => {
  const { file } = checked;
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(HASH_CHUNK_BYTES);
  for (let position = 0; position < file.bytes; position += HASH_CHUNK_BYTES) {
    const piece = chunk.subarray(0, Math.min(HASH_CHUNK_BYTES, file.bytes - position));
    readFully(file.fd, piece, position);
    hash.update(piece);
    if (breathe('verify', (position + piece.length) / file.bytes)) return 'cancelled';
  }
  return hash.digest('hex') === checked.sha256 && isUnchanged(file);
};

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

const write = (
  input: BuildJobInput,
  outputs: Outputs,
  breathe: Breath,
): Result<Built, BuildJobCode> => {
  const { checked } = input;
  const counts: Counts = {
    fixes: new Map(),
    idsOnlyFixes: new Map(),
    deliverable: 0,
    rejected: 0,
    leftOut: 0,
  };
  for (const walked of walkRecords(checked)) {
    writeRecord(walked, outputs, counts);
    if (walked.number % BREATH_RECORDS !== 0) continue;
    if (breathe('write', walked.number / checked.records.total)) return fail('cancelled');
  }
  const parts = valueOrStop(outputs.parts.finish());
  const idsOnlyParts = valueOrStop(outputs.idsOnlyParts.finish());
  valueOrStop(outputs.rejected.finish());

  const same = agrees(checked, counts) && isSame(checked, breathe);
  if (same === 'cancelled') return fail('cancelled');
  if (!same) return fail('file-changed', { name: checked.file.name });
  return succeed(settle(input, parts, idsOnlyParts, counts));
};

const openOutputs = (input: BuildJobInput): Outputs => {
  const { checked, dir, format, partBytesLimit: limitBytes, unique } = input;
  const moment = new Date(input.createdAtMs);
  const named = (uniqueText: string) => (part: number | undefined) =>
    partName({ sourceName: input.name, moment, unique: uniqueText, part });
  const { header, columns } = checked.plan;
  const rejected = valueOrStop(createRejectedWriter(dir, header, columns));
  const inner = join(dir, IDS_ONLY_NAME);
  if (checked.plan.fixes.includes('user-id-missing')) mkdirSync(inner, { mode: 0o700 });
  return {
    parts: createPartsWriter({ dir, format, limitBytes, nameOf: named(unique.batch) }),
    idsOnlyParts: createPartsWriter({
      dir: inner,
      format: 'ids-only',
      limitBytes,
      nameOf: named(unique.idsOnly),
    }),
    rejected,
  };
};

/**
 * Writes parts and rejected rows into `input.dir`. Whoever started it removes the folder where it
 * fails. The source is compared with what was checked before it answers.
 */
export const buildJob = (
  input: BuildJobInput,
  { cancelled, progress }: JobContext<ByteProgress>,
): Result<Built, BuildJobCode> => {
  const { checked } = input;
  const { bytes, name } = checked.file;
  const breathe: Breath = (stage, share) => {
    const before = stage === 'write' ? 0 : bytes;
    progress({ stage, doneBytes: before + Math.floor(share * bytes), totalBytes: 2 * bytes });
    return cancelled();
  };
  const outputs: { -readonly [Name in keyof Outputs]?: Outputs[Name] } = {};
  const attempt = (): Result<Built, BuildJobCode> => {
    try {
      return write(input, Object.assign(outputs, openOutputs(input)), breathe);
    } catch (error) {
      if (error instanceof WriteStopped) return { ok: false, error: error.failure };
      if (codeOf(error) !== 'unknown') return writeFailure(error, input.dir);
      return readFailure(error, name);
    }
  };
  const built = attempt();
  if (!built.ok) for (const output of Object.values(outputs)) output.abort();
  return built;
};
