/**
 * Goes through a checked list again and yields every record with all that is known of it. Building,
 * rejected.csv, findings.csv, cross-checks and error reports all see the list through this.
 */
import type { RuleId, Severity } from '#contract/rules.ts';
import type { RawRecord } from '../csv/splitter.ts';
import { type Checked, textOf } from './checked.ts';
import { createJudge, type Judgement, type RecordFinding } from './judge.ts';
import { MARK, marksOf } from './marks.ts';
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

/** What a record's marks add to what it is by itself. */
const withMarks = (
  plan: CheckPlan,
  judged: Judgement,
  record: RawRecord,
  marks: number,
): Pick<WalkedRecord, 'outcome' | 'findings' | 'fixesApplied'> => {
  const { severities } = plan;
  const findings: RecordFinding[] = [...judged.findings];
  const fixesApplied: RuleId[] = [...judged.fixesApplied];
  let outcome: WalkedRecord['outcome'] = 'deliverable';
  const find = (rule: RuleId, severity: Severity = severities[rule]) => {
    const column = aboutUserId.has(rule) ? 'user_id' : 'line_user_id';
    const at = plan.mapping[column];
    const value = at === undefined ? '' : (record.fields[at] ?? '');
    findings.push({ rule, severity, column, value });
    if (severity === 'error') outcome = 'rejected';
  };
  const leaveOut = (rule: RuleId) => {
    if (outcome !== 'deliverable') return;
    outcome = 'left-out';
    fixesApplied.push(rule);
  };

  if (marks & MARK.copy) {
    find('duplicate-row');
    leaveOut('duplicate-row');
  }
  if (marks & MARK.lineConflict) find('duplicate-line-user-id');
  if (marks & MARK.userConflict) find('duplicate-user-id');
  if (marks & MARK.lineLeftOut) leaveOut('duplicate-line-user-id');
  if (marks & MARK.userLeftOut) leaveOut('duplicate-user-id');
  if (marks & MARK.alreadyDelivered) {
    find('already-delivered');
    if (plan.changesOnly && outcome === 'deliverable') outcome = 'left-out';
  }
  if (marks & MARK.relinksUser) find('relinks-user');
  if (marks & MARK.blocked) {
    find(plan.type === 'followed' ? 'blocked-in-cache' : 'blocked-unknown');
  }
  return { outcome, findings, fixesApplied };
};

/**
 * Walks through a range of a checked list, in file order. Each record is judged as the check judged
 * it. Throws `SourceChanged` where the source has shrunk; compare it with `isUnchanged` at the end.
 */
export function* walkRecords(checked: Checked, range: RecordRange = {}): Generator<WalkedRecord> {
  const { plan, marks } = checked;
  const judge = createJudge(plan, checked.usualUserIdLength);
  for (const { number, record } of placedRecords(textOf(checked), plan, checked.index, range)) {
    const judged = judge(record);
    const bits = judged.outcome === 'deliverable' ? marksOf(marks, number) : 0;
    const { line } = record;
    const { lineUserId, userId } = judged;
    if (bits !== 0) {
      yield { number, line, record, lineUserId, userId, ...withMarks(plan, judged, record, bits) };
      continue;
    }
    const { findings, fixesApplied } = judged;
    const outcome = judged.outcome === 'blank' ? 'left-out' : judged.outcome;
    yield { number, line, record, outcome, lineUserId, userId, findings, fixesApplied };
  }
}

export type { RecordRange };
