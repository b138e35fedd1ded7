/** What becomes of one record of a checked list: it is written, written down as rejected, or counted. */
import type { Failure } from '#contract/result.ts';
import type { RuleId } from '#contract/rules.ts';
import type { WalkedRecord } from '#engine/checks/walk.ts';
import type { WriteFailure } from '#engine/csv/writer.ts';
import { type Counts, countFix } from './counts.ts';

type Written = Failure<WriteFailure> | null;

/** Where records go. Each answers the failure that makes going on pointless, if there is one. */
export type RecordOutputs = {
  readonly deliver: (lineUserId: string, userId: string) => Written;
  /** Deliverable records without a user ID that a fix splits off. */
  readonly splitOff: (lineUserId: string, userId: string) => Written;
  readonly reject: (walked: WalkedRecord) => Written;
};

/** Fixes that keep a record out of the batch. */
const LEAVING_OUT: ReadonlySet<RuleId> = new Set([
  'row-blank',
  'duplicate-row',
  'duplicate-line-user-id',
  'duplicate-user-id',
]);

export const settleRecord = (
  walked: WalkedRecord,
  outputs: RecordOutputs,
  counts: Counts,
): Written => {
  const { outcome, fixesApplied, lineUserId, userId } = walked;
  if (outcome === 'rejected') {
    counts.rejected += 1;
    return outputs.reject(walked);
  }
  if (outcome === 'left-out') {
    counts.leftOut += 1;
    for (const rule of fixesApplied) if (LEAVING_OUT.has(rule)) countFix(counts.fixes, rule);
    return null;
  }
  counts.deliverable += 1;
  const isSplitOff = fixesApplied.includes('user-id-missing');
  if (isSplitOff) countFix(counts.fixes, 'user-id-missing');
  for (const rule of fixesApplied) countFix(isSplitOff ? counts.idsOnlyFixes : counts.fixes, rule);
  return (isSplitOff ? outputs.splitOff : outputs.deliver)(lineUserId, userId ?? '');
};
