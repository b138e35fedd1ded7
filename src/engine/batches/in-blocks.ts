/**
 * The fast road of a build: the module writes what is usual in blocks, which another thread puts into
 * parts and hashes; the records between that are rejected, or mended by a fix that is not automatic,
 * go the way that all go on the plain road.
 */
import { fail, type Result } from '#contract/result.ts';
import type { BatchPart } from '#contract/schemas/batch.ts';
import { type Checked, textOf } from '#engine/checks/checked.ts';
import type { PassPlan } from '#engine/checks/scanner/pass-plan.ts';
import { textPieces } from '#engine/checks/scanner/text-pieces.ts';
import { isUnchanged } from '#engine/csv/open-file.ts';
import { readBefore } from '#engine/csv/text.ts';
import type { WriteFailure } from '#engine/csv/writer.ts';
import { BLOCK_PLACES, createBlockWriter } from './block-writer.ts';
import type { Counts } from './counts.ts';
import { recordLine } from './parts-writer.ts';
import type { SinkTask } from './parts-sink.ts';
import type { RejectedWriter } from './rejected-writer.ts';
import { type RecordOutputs, settleRecord } from './settle-record.ts';
import { sinkBeside, sinkHere } from './sink-beside.ts';
import { hashBeside, hashHere } from './source-hash.ts';

/** A list of this size takes longer to write than threads take to start. */
const BESIDE_FROM_BYTES = 8 * 1024 * 1024;

/** Answers whether the build was cancelled. `share`: of the text, from 0 to 1. */
export type Breath = (stage: 'write' | 'verify', share: number) => boolean;

type Code = WriteFailure | 'cancelled' | 'file-changed';

/**
 * Writes the parts of a list. The source is hashed while it is read, each byte after it was used; what
 * differs from the check is `file-changed`. Throws what reading throws, and leaves no thread behind.
 */
export const writeInBlocks = async (
  checked: Checked,
  plan: PassPlan,
  task: SinkTask,
  outputs: Omit<RecordOutputs, 'deliver'> & Pick<RejectedWriter, 'writeLines'>,
  counts: Counts,
  breathe: Breath,
): Promise<Result<readonly BatchPart[], Code>> => {
  const writer = createBlockWriter(checked, plan);
  const { fd, bytes: sourceBytes, name } = checked.file;
  const source = { fd, bytes: sourceBytes };
  const [sink, hash] =
    sourceBytes < BESIDE_FROM_BYTES
      ? [sinkHere(task, writer.memory), hashHere(source)]
      : [sinkBeside(task, writer.memory, BLOCK_PLACES), hashBeside(source)];
  const own: RecordOutputs = {
    ...outputs,
    deliver: (lineUserId, userId) => {
      writer.append(recordLine(task.format, lineUserId, userId));
      return null;
    },
  };
  const appended: Counts = { ...counts, deliverable: 0 };

  const write = async (): Promise<Result<readonly BatchPart[], Code>> => {
    let textBytes = 0;
    for (const step of writer.steps(textPieces(textOf(checked)))) {
      if (step.what === 'block') {
        const failure = await sink.write(step.block);
        if (failure !== null) return { ok: false, error: failure };
      } else if (step.what === 'rejected') {
        const failure = outputs.writeLines(step.lines);
        if (failure !== null) return { ok: false, error: failure };
      } else if (step.what === 'odd') {
        const failure = settleRecord(step.walked, own, appended);
        if (failure !== null) return { ok: false, error: failure };
      } else {
        textBytes += step.textBytes;
        const readBytes = readBefore(checked.layout, textBytes);
        hash.hashTo(readBytes);
        if (breathe('write', readBytes / sourceBytes)) return fail('cancelled');
      }
    }
    const [parts, sha256] = await Promise.all([sink.finish(), hash.finish()]);
    if (!parts.ok) return parts;
    if (breathe('verify', 1)) return fail('cancelled');
    const isSame = sha256 === checked.sha256 && isUnchanged(checked.file);
    return isSame ? parts : fail('file-changed', { name });
  };

  let written: Result<readonly BatchPart[], Code> | null = null;
  try {
    written = await write();
  } finally {
    await hash.end();
    if (written?.ok !== true) await sink.abort();
  }
  counts.deliverable = appended.deliverable;
  counts.rejected = appended.rejected;
  counts.leftOut = appended.leftOut;
  writer.addTo(counts);
  return written;
};
