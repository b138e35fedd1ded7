/**
 * Goes through a checked list again and yields every record with all that is known of it. Building,
 * rejected.csv, findings.csv, cross-checks and error reports all see the list through this.
 */
import type { RuleId } from '#contract/rules.ts';
import type { RawRecord } from '../csv/record.ts';
import { type Checked, textOf } from './checked.ts';
import { createJudge, type Judgement, type RecordFinding } from './judge.ts';
import { MARK, marksOf } from './marks.ts';
import { changedMarks, changedRecord } from './overlay.ts';
import { placedRecords, type RecordRange } from './placed-records.ts';
import type { CheckPlan } from './plan.ts';

export type WalkedRecord = {
  /** Number among the data records, from 1. */
  readonly number: number;
  /** Physical line of the source on which the record begins, from 1. */
  readonly line: number;
  /** As it was split. Its own `number` counts from where the walk began. */
  readonly record: RawRecord;
  readonly outcome: 'deliverable' | 'rejected' | 'left-out';
  /** After the fixes; empty where the record has none. */
  readonly lineUserId: string;
  /** After the fixes that were asked for; null where the record has none. */
  readonly userId: string | null;
  readonly findings: readonly RecordFinding[];
  /** The fixes that changed this record or left it out. */
  readonly fixesApplied: readonly RuleId[];
};

/** Rules about the user ID; all other marks are about the LINE ID. */
const aboutUserId: ReadonlySet<RuleId> = new Set(['relinks-user', 'duplicate-user-id']);

/** The marks that leave a record out, and the fix by which they do. */
const leavingOut: readonly [mark: number, fix: RuleId][] = [
  [MARK.copy, 'duplicate-row'],
  [MARK.lineLeftOut, 'duplicate-line-user-id'],
  [MARK.userLeftOut, 'duplicate-user-id'],
];

/** What a record's marks add to what it is by itself. */
const withMarks = (
  plan: CheckPlan,
  judged: Judgement,
  record: RawRecord,
  marks: number,
): Pick<WalkedRecord, 'outcome' | 'findings' | 'fixesApplied'> => {
  const findings: RecordFinding[] = [...judged.findings];
  const fixesApplied: RuleId[] = [...judged.fixesApplied];
  const find = (rule: RuleId) => {
    const severity = plan.severities[rule];
    const column = aboutUserId.has(rule) ? 'user_id' : 'line_user_id';
    const at = plan.mapping[column];
    const value = at === undefined ? '' : (record.fields[at] ?? '');
    findings.push({ rule, severity, column, value });
  };

  if (marks & MARK.copy) find('duplicate-row');
  if (marks & MARK.lineConflict) find('duplicate-line-user-id');
  if (marks & MARK.userConflict) find('duplicate-user-id');
  if (marks & MARK.alreadyDelivered) find('already-delivered');
  if (marks & MARK.relinksUser) find('relinks-user');
  if (marks & MARK.blocked) find(plan.type === 'followed' ? 'blocked-in-cache' : 'blocked-unknown');
  if (findings.some(({ severity }) => severity === 'error')) {
    return { outcome: 'rejected', findings, fixesApplied };
  }
  const leftOutBy = leavingOut.flatMap(([mark, rule]) => ((marks & mark) === 0 ? [] : [rule]));
  fixesApplied.push(...leftOutBy);
  const isKnown = plan.changesOnly && (marks & MARK.alreadyDelivered) !== 0;
  const outcome = leftOutBy.length > 0 || isKnown ? 'left-out' : 'deliverable';
  return { outcome, findings, fixesApplied };
};

/** Makes a function that says all that is known of a data record, by its number and its fields. */
export const createRecordView = (
  checked: Checked,
): ((number: number, record: RawRecord) => WalkedRecord) => {
  const { plan, marks, overlay } = checked;
  const judge = createJudge(plan, checked.usualUserIdLength);
  const view = (number: number, record: RawRecord, marked: number): WalkedRecord => {
    const judged = judge(record);
    const bits = judged.outcome === 'deliverable' ? marked : 0;
    const { line } = record;
    const { lineUserId, userId } = judged;
    if (bits !== 0) {
      return { number, line, record, lineUserId, userId, ...withMarks(plan, judged, record, bits) };
    }
    const { findings, fixesApplied } = judged;
    const outcome = judged.outcome === 'blank' ? 'left-out' : judged.outcome;
    return { number, line, record, outcome, lineUserId, userId, findings, fixesApplied };
  };
  return (number, record) => {
    const change = overlay?.get(number);
    const marked = marksOf(marks, number);
    if (change === undefined) return view(number, record, marked);
    const changed = view(number, changedRecord(record, change), changedMarks(marked, change));
    return change.setAside === true
      ? { ...changed, outcome: 'left-out', fixesApplied: [] }
      : changed;
  };
};

/**
 * Walks through a range of a checked list, in file order. Each record is judged as the check judged
 * it. Throws `SourceChanged` where the source has shrunk; compare it with `isUnchanged` at the end.
 */
export function* walkRecords(checked: Checked, range: RecordRange = {}): Generator<WalkedRecord> {
  const view = createRecordView(checked);
  const placed = placedRecords(textOf(checked), checked.plan, checked.index, range);
  for (const { number, record } of placed) yield view(number, record);
}

export type { RecordRange };
