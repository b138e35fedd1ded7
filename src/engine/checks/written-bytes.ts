/**
 * What a batch of changes only takes. A scan adds up the records that it accepts; those that were
 * delivered before are found out later, and the list is gone through again where it matters.
 */
import { PART_BYTES_LIMIT } from '../destinations/repro-line/limits.ts';
import { type Checked, textOf } from './checked.ts';
import { toPassPlan } from './scanner/pass-plan.ts';
import { createRecordPass } from './scanner/record-pass.ts';
import { textPieces } from './scanner/text-pieces.ts';
import { createRecordView, walkRecords } from './walk.ts';
import { headerBytesOf, writtenBytesOf } from './written.ts';

const BLOCK_BYTES = 4 * 1024 * 1024;
/** What the longest record may take beyond a block. */
const LONGEST_RECORD_BYTES = 4 * 1024 * 1024;

/** Adds up by the code that defines everything. */
const measurePlainly = (checked: Checked): number => {
  const { format } = checked.plan;
  let bytes = 0;
  for (const { outcome, lineUserId, userId } of walkRecords(checked)) {
    if (outcome === 'deliverable') bytes += writtenBytesOf(format, lineUserId, userId);
  }
  return bytes;
};

/** Bytes of the deliverable records as a build writes them, without a header. */
export const measureWritten = (checked: Checked): number => {
  const { delimiter, headerRecord, format } = checked.plan;
  const passPlan = toPassPlan(checked);
  if (passPlan === null || delimiter === null) return measurePlainly(checked);
  const list = { delimiter, headerRecord, marks: checked.marks };
  const pass = createRecordPass(list, passPlan, BLOCK_BYTES + LONGEST_RECORD_BYTES);
  const { module, ownAt } = pass;
  const view = createRecordView(checked);
  let bytes = 0;
  const passBlock = () => {
    bytes += module.outBytes();
    module.beginOut(ownAt, BLOCK_BYTES);
  };
  module.beginOut(ownAt, BLOCK_BYTES);
  for (const step of pass.steps(textPieces(textOf(checked)))) {
    if (step.what === 'full') passBlock();
    if (step.what !== 'odd') continue;
    const { outcome, lineUserId, userId } = view(step.number, step.record);
    if (outcome === 'deliverable') bytes += writtenBytesOf(format, lineUserId, userId);
  }
  passBlock();
  return bytes;
};

/**
 * Bytes of a list without its known records, which are marked; exact where all of it would be too
 * large for one file, else as many as `writtenBytes`, which are not.
 */
export const bytesWithoutKnown = (checked: Checked, writtenBytes: number): number => {
  const { format } = checked.plan;
  const isSmall = format === null || writtenBytes + headerBytesOf(format) <= PART_BYTES_LIMIT;
  return isSmall ? writtenBytes : measureWritten(checked);
};
