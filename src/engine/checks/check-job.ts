/** The job behind a check: layout, plan, scan, cross-check, and whether the file is still the same. */

import { closeSync } from 'node:fs';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { CheckOptions, CheckProgress, CheckReport } from '#contract/schemas/check.ts';
import { type KnownLinks, openKnown } from '../cache/known-links.ts';
import { isUnchanged, type OpenFile } from '../csv/open-file.ts';
import { faultPoint } from '../fault-points.ts';
import type { Job, JobContext } from '../jobs/job.ts';
import { type StoreCode, storeFailureOf } from '../store/failure.ts';
import { withByteOffsets } from './byte-offsets.ts';
import { type Checked, textOf } from './checked.ts';
import { type CrossCheckRow, crossCheckRecords } from './cross-check.ts';
import { crossCheckPacked, crossCheckScanned } from './cross-check-packed.ts';
import { type ReadCode, readFailure } from './read-failure.ts';
import { reportOf, scannedFindings } from './report.ts';
import { type ScanResult, scanPasses } from './scan.ts';
import { type KnownPacked, scanList } from './scan-list.ts';
import { ScanWorkerLost } from './scanner/crew.ts';
import { scansWith } from './scanner/scan-plan.ts';
import { createTally, HEADER_RECORD, sampleValue } from './tally.ts';
import { bytesWithoutKnown } from './written-bytes.ts';

export type CheckJobInput = {
  readonly file: OpenFile;
  readonly options: CheckOptions;
  /** Whether the engine's thread answers cross-check questions. */
  readonly crossChecks: boolean;
  /**
   * The links to check against, to be read from their packed copy; null where nothing is known.
   * Without them every row is a question.
   */
  readonly known?: KnownLinks | null | undefined;
};

type Answer = { readonly checked: Checked; readonly report: CheckReport };
type Code = ReadCode | StoreCode | 'unknown-column' | 'cancelled' | 'engine-died';
type Context = JobContext<CheckProgress, readonly CrossCheckRow[], Uint8Array>;

/** One bar for all passes over the file: each is as long as the file. */
const createProgress = (context: Context, fileBytes: number, passes: number) => {
  const totalBytes = fileBytes * passes;
  let records = 0;
  let errors = 0;
  let doneBytes = 0;
  return {
    /** `stageBytes` of a stage that began after `passesBefore` whole passes. */
    tell: (stage: string, passesBefore: number, stageBytes: number) => {
      faultPoint('validate.row');
      // A list whose encoding was guessed wrong is gone through again; the bar never goes back.
      doneBytes = Math.max(doneBytes, Math.min(totalBytes, fileBytes * passesBefore + stageBytes));
      context.progress({ stage, doneBytes, totalBytes, records, errors });
    },
    count: (recordsSoFar: number, errorsSoFar: number) => {
      records = recordsSoFar;
      errors = errorsSoFar;
    },
  };
};

const recordsOf = ({ total, deliverable, rejected, leftOut, partial }: ScanResult) => ({
  total,
  deliverable,
  rejected,
  leftOut,
  ...(partial ? { partial: true as const } : {}),
});

/** `known`: what the scan itself is to hold the records against. */
const check = async (
  input: CheckJobInput,
  known: KnownPacked | undefined,
  context: Context,
): Promise<Result<Answer, Code>> => {
  const { file, options, crossChecks } = input;
  const { cancelled } = context;
  const passesBeforeCross = scanPasses(options);
  const crossesLater = crossChecks && known === undefined;
  const passes = passesBeforeCross + (crossesLater ? 1 : 0);
  const bar = createProgress(context, file.bytes, passes);
  const changed = () => fail('file-changed', { name: file.name });

  const { maxSamples } = options;
  const scanHooks = {
    maxSamples,
    cancelled,
    progress: (doneBytes: number, records: number, errors: number) => {
      bar.count(records, errors);
      bar.tell('scan', 0, doneBytes);
    },
  };
  const scanned = await scanList(file, options, scanHooks, known);
  if (!scanned.ok) return scanned;
  const { layout, sha256, plan, scan } = scanned.value;

  const tally = createTally(maxSamples);
  for (const { rule, severity, samples } of plan.headerFindings) {
    const placed = samples.map((sample) => ({
      ...sample,
      ...{ value: sampleValue(sample.value), record: HEADER_RECORD },
    }));
    tally.addMany(rule, severity, 1, placed);
  }
  for (const { rule, severity, count, samples } of scan.counts) {
    tally.addMany(rule, severity, count, samples);
  }
  let { writtenBytes } = scan;
  let records: Checked['records'] = recordsOf(scan);
  const { usualUserIdLength, marks, index } = scan;
  const found = { file, layout, sha256, plan, usualUserIdLength, marks, index };
  if (crossChecks) {
    const all = { ...found, records, fileFindings: [] };
    const hooks = {
      cancelled,
      progress: (doneBytes: number) => bar.tell('cross-check', passesBeforeCross, doneBytes),
    };
    let packed = null;
    if (scan.known !== null) packed = crossCheckScanned(all, tally, scan.known, maxSamples);
    else if (input.known !== undefined) {
      packed = await crossCheckPacked(all, tally, input.known, maxSamples, hooks);
    }
    const crossed = packed ?? (await crossCheckRecords(all, tally, { ...hooks, ask: context.ask }));
    if (!crossed.ok) return crossed;
    const { leftOut } = crossed.value;
    if (leftOut > 0) writtenBytes = bytesWithoutKnown(all, writtenBytes);
    records = {
      ...records,
      deliverable: records.deliverable - leftOut,
      leftOut: records.leftOut + leftOut,
    };
  }
  const fileFindings = [...plan.fileFindings, ...scannedFindings(scan, writtenBytes, plan.format)];
  const checked: Checked = { ...found, records, fileFindings };
  bar.tell('done', passes, 0);
  const counts = withByteOffsets(tally.counts(), textOf(checked), plan, index);
  const report = reportOf(checked, counts, scan.endings, maxSamples);
  return isUnchanged(file) ? succeed({ checked, report }) : changed();
};

/** Checks with the packed links open, where the scan can use them. */
const checkWithLinks = async (
  input: CheckJobInput,
  context: Context,
): Promise<Result<Answer, Code>> => {
  const { known, crossChecks, options } = input;
  if (!crossChecks || known === undefined || !scansWith(options)) {
    return check(input, undefined, context);
  }
  if (known === null) return check(input, { packed: null }, context);
  const packed = openKnown(known);
  if (packed === null) return check({ ...input, known: undefined }, undefined, context);
  try {
    return await check(input, { packed }, context);
  } finally {
    closeSync(packed.fd);
  }
};

export const checkJob: Job<
  CheckJobInput,
  Answer,
  Code,
  CheckProgress,
  readonly CrossCheckRow[],
  Uint8Array
> = async (input, context) => {
  try {
    return await checkWithLinks(input, context);
  } catch (error) {
    if (error instanceof ScanWorkerLost) return fail('engine-died', { reason: error.reason });
    const failure = storeFailureOf(error);
    return failure === undefined
      ? readFailure(error, input.file.name)
      : { ok: false, error: failure };
  }
};
