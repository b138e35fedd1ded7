/**
 * Holds the deliverable records of a checked list against what was delivered before. The database
 * is another thread's: rows go there in batches, flags come back.
 */

import { fail, type Result, succeed } from '#contract/result.ts';
import type { RuleId } from '#contract/rules.ts';
import type { Checked } from './checked.ts';
import { addMarks, MARK } from './marks.ts';
import type { CheckPlan } from './plan.ts';
import type { Tally } from './tally.ts';
import { type WalkedRecord, walkRecords } from './walk.ts';

/** `userId` is null where none would be written: then only the LINE ID and its state count. */
export type CrossCheckRow = { readonly lineUserId: string; readonly userId: string | null };

export const CROSS_FLAG = {
  /** Known with the state of this list and, where there is a user ID, with the same one. */
  alreadyDelivered: 1,
  /** Known with another user ID. */
  relinksUser: 2,
  /** Known as *unfollowed*. Of interest to *followed* lists only. */
  blockedInCache: 4,
  /** Not known at all. Of interest to *unfollowed* lists only. */
  blockedUnknown: 8,
} as const;

/** Looks rows up; answers with one byte of `CROSS_FLAG` bits a row, in the same order. */
export type CrossCheck = (rows: readonly CrossCheckRow[]) => Uint8Array;

export type CrossCheckHooks = {
  readonly ask: (rows: readonly CrossCheckRow[]) => Promise<Uint8Array>;
  readonly cancelled: () => boolean;
  /** Bytes of text gone through. */
  readonly progress: (doneBytes: number) => void;
};

/** What changes-only mode leaves out. */
export type CrossChecked = { readonly leftOut: number };

const batchRows = 5_000;
const batchesInFlight = 2;

/** The rules that a row's flags stand for under a plan, and the marks they leave. */
const meaningOf = (flags: number, plan: CheckPlan, hasUserId: boolean): [RuleId, number][] => {
  const found: [RuleId, number][] = [];
  if (flags & CROSS_FLAG.alreadyDelivered) found.push(['already-delivered', MARK.alreadyDelivered]);
  if (flags & CROSS_FLAG.relinksUser && hasUserId) found.push(['relinks-user', MARK.relinksUser]);
  if (flags & CROSS_FLAG.blockedInCache && plan.type === 'followed') {
    found.push(['blocked-in-cache', MARK.blocked]);
  }
  if (flags & CROSS_FLAG.blockedUnknown && plan.type === 'unfollowed') {
    found.push(['blocked-unknown', MARK.blocked]);
  }
  return found;
};

/** Adds marks and counts to a check. Rows are asked for in batches of 5,000, two at a time. */
export const crossCheckRecords = async (
  checked: Checked,
  tally: Tally,
  hooks: CrossCheckHooks,
): Promise<Result<CrossChecked, 'cancelled'>> => {
  const { plan, marks } = checked;
  const userIdOf = ({ userId }: WalkedRecord) => (plan.format === 'ids-and-users' ? userId : null);
  const inFlight: { walked: WalkedRecord[]; flags: Promise<Uint8Array> }[] = [];
  let leftOut = 0;

  const settleOldest = async () => {
    const oldest = inFlight.shift();
    if (oldest === undefined) return;
    const flags = await oldest.flags;
    if (flags.length !== oldest.walked.length) throw new Error('A cross-check lost rows.');
    for (const [at, walked] of oldest.walked.entries()) {
      const userId = userIdOf(walked);
      const meaning = meaningOf(flags[at] ?? 0, plan, userId !== null);
      for (const [rule, mark] of meaning) {
        addMarks(marks, walked.number, mark);
        const column = rule === 'relinks-user' ? 'user_id' : 'line_user_id';
        const field = plan.mapping[column];
        const value = field === undefined ? '' : (walked.record.fields[field] ?? '');
        const severity = plan.severities[rule];
        tally.add({ rule, severity, column, value }, walked.number, walked.line);
      }
      if (plan.changesOnly && meaning.some(([rule]) => rule === 'already-delivered')) {
        leftOut += 1;
      }
    }
  };

  let batch: WalkedRecord[] = [];
  const send = async () => {
    if (batch.length === 0) return;
    const rows = batch.map((walked) => ({
      lineUserId: walked.lineUserId,
      userId: userIdOf(walked),
    }));
    const flags = hooks.ask(rows);
    // It is waited for later: what it throws is thrown then.
    flags.catch(() => undefined);
    inFlight.push({ walked: batch, flags });
    const last = batch.at(-1);
    if (last !== undefined) hooks.progress(last.record.textOffset + last.record.bytes);
    batch = [];
    if (inFlight.length === batchesInFlight) await settleOldest();
  };

  let seen = 0;
  for (const walked of walkRecords(checked)) {
    seen += 1;
    if (seen % batchRows === 0 && hooks.cancelled()) return fail('cancelled');
    if (walked.outcome !== 'deliverable') continue;
    batch.push(walked);
    if (batch.length === batchRows) await send();
  }
  await send();
  while (inFlight.length > 0) await settleOldest();
  return succeed({ leftOut });
};
