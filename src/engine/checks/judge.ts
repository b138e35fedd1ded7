/**
 * Judges one record by itself: from a plan and the record's fields to findings, fixed values and an
 * outcome. What needs a look at other records is not decided here.
 */
import type { RuleId, Severity } from '#contract/rules.ts';
import type { RawRecord } from '../csv/record.ts';
import { judgeLineUserId } from '../destinations/repro-line/line-user-id.ts';
import { judgeUserId } from '../destinations/repro-line/user-id.ts';
import { isWhiteSpace } from '../destinations/repro-line/white-space.ts';
import type { CheckPlan } from './plan.ts';

/** One rule's finding in one record. `value` is the text as it stands in the source. */
export type RecordFinding = {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly column: string | null;
  readonly value: string;
  /** The physical line that it is about, where that is not the record's first. */
  readonly line?: number;
};

export type Judgement = {
  readonly outcome: 'deliverable' | 'rejected' | 'blank';
  /** After the fixes; empty where the record has none. */
  readonly lineUserId: string;
  /** After the fixes that were asked for; null where the record has none. */
  readonly userId: string | null;
  readonly findings: readonly RecordFinding[];
  /** The fixes that changed this record. */
  readonly fixesApplied: readonly RuleId[];
  /** How many digits the user ID has, where it is nothing else; the usual length is told by them. */
  readonly digits: number;
};

/** Whether a record has nothing but white space in all its fields. */
export const isBlank = (fields: readonly string[]): boolean => {
  for (const field of fields) if (field !== '' && !isWhiteSpace(field)) return false;
  return true;
};

const noFindings: readonly RecordFinding[] = [];
const noFixes: readonly RuleId[] = [];

/**
 * Makes the judge of a plan. `usualLength` is the usual length of all-digit user IDs; null while it
 * is not known: then shorter ones are not told.
 */
export const createJudge = (
  plan: CheckPlan,
  usualLength: number | null,
): ((record: RawRecord) => Judgement) => {
  const { columns, severities, rejectsAll, refusedFixes } = plan;
  const delimiter = plan.delimiter ?? ',';
  const lineColumn = plan.mapping.line_user_id;
  const userColumn = plan.mapping.user_id;
  const lowerCase = plan.fixes.includes('line-user-id-not-hex');
  const splitsMissing = plan.fixes.includes('user-id-missing') && plan.format === 'ids-and-users';
  const shortIsRefused = refusedFixes.includes('row-field-count');
  const userOptions = {
    trim: plan.fixes.includes('user-id-spaces'),
    padZeros: plan.fixes.includes('user-id-excel-damage'),
    usualLength,
  };

  const alone = (
    outcome: Judgement['outcome'],
    findings: readonly RecordFinding[],
    fixesApplied: readonly RuleId[] = noFixes,
  ): Judgement => ({
    outcome: rejectsAll ? 'rejected' : outcome,
    lineUserId: '',
    userId: null,
    findings,
    fixesApplied,
    digits: 0,
  });

  /** What stops a record from being read at all. */
  const unreadable = (record: RawRecord): Judgement | null => {
    const { tooLongField: tooLong, unterminatedAtLine: openedAt } = record;
    if (tooLong !== null) {
      const column = plan.header?.[tooLong.column] ?? `#${tooLong.column + 1}`;
      const value = tooLong.beginning;
      const severity = severities['field-too-long'];
      return alone('rejected', [
        { rule: 'field-too-long', severity, column, value, line: tooLong.line },
      ]);
    }
    if (openedAt === null) return null;
    const rule = 'quote-unterminated';
    const value = record.fields.join(delimiter);
    return alone('rejected', [
      { rule, severity: severities[rule], column: null, value, line: openedAt },
    ]);
  };

  /** The short way for the many records that nothing is wrong with; null for all others. */
  const inOrder = (record: RawRecord): Judgement | null => {
    const { fields } = record;
    if (record.stray || record.nul || record.invalidEncoding || rejectsAll) return null;
    if (record.unterminatedAtLine !== null || record.tooLongField !== null) return null;
    if (fields.length !== columns || lineColumn === undefined) return null;
    const line = judgeLineUserId(fields[lineColumn] ?? '', lowerCase);
    if (line.faults.length > 0 || line.fixes.length > 0) return null;
    let userId: string | null = null;
    let digits = 0;
    if (userColumn !== undefined) {
      const user = judgeUserId(fields[userColumn] ?? '', userOptions);
      if (user.faults.length > 0) return null;
      userId = user.value;
      digits = user.digits;
    }
    return {
      outcome: 'deliverable',
      lineUserId: line.value,
      userId,
      findings: noFindings,
      fixesApplied: noFixes,
      digits,
    };
  };

  /** All that can be said of a record. */
  const judge = (record: RawRecord): Judgement => {
    const { fields } = record;
    const unread = unreadable(record);
    if (unread !== null) return unread;
    if (isBlank(fields)) {
      const rule = 'row-blank';
      return alone(
        'blank',
        [{ rule, severity: severities[rule], column: null, value: '' }],
        rejectsAll ? noFixes : [rule],
      );
    }

    const findings: RecordFinding[] = [];
    const fixesApplied: RuleId[] = [];
    const find = (rule: RuleId, severity: Severity, column: string | null, value: string) =>
      findings.push({ rule, severity, column, value });

    const aboutRecord = (rule: RuleId, severity: Severity) =>
      find(rule, severity, null, fields.join(delimiter));
    if (record.invalidEncoding) aboutRecord('encoding-invalid', severities['encoding-invalid']);
    if (record.nul) aboutRecord('nul-byte', severities['nul-byte']);
    if (record.stray) aboutRecord('quote-stray', severities['quote-stray']);
    let isTrusted = !record.invalidEncoding;
    if (fields.length !== columns && columns > 0) {
      const lacksLast = fields.length === columns - 1;
      const isMended = lacksLast && !shortIsRefused;
      aboutRecord('row-field-count', isMended ? 'info' : 'error');
      if (isMended) fixesApplied.push('row-field-count');
      isTrusted &&= lacksLast;
    }
    if (!isTrusted || rejectsAll || lineColumn === undefined) {
      return alone('rejected', findings);
    }

    const rawLine = fields[lineColumn] ?? '';
    const line = judgeLineUserId(rawLine, lowerCase);
    for (const rule of line.fixes) {
      const isRefused = refusedFixes.includes(rule);
      find(rule, isRefused ? 'error' : 'info', 'line_user_id', rawLine);
      if (!isRefused) fixesApplied.push(rule);
    }
    for (const rule of line.faults) find(rule, severities[rule], 'line_user_id', rawLine);
    if (line.lowered) fixesApplied.push('line-user-id-not-hex');

    let userId: string | null = null;
    let digits = 0;
    if (userColumn !== undefined) {
      const rawUser = fields[userColumn] ?? '';
      const user = judgeUserId(rawUser, userOptions);
      userId = user.value;
      digits = user.digits;
      for (const rule of user.faults) find(rule, severities[rule], 'user_id', rawUser);
      for (const rule of user.fixes) fixesApplied.push(rule);
      if (userId === null && splitsMissing) fixesApplied.push('user-id-missing');
    }
    const isRejected = findings.some(({ severity }) => severity === 'error');
    const outcome = isRejected ? 'rejected' : 'deliverable';
    return { outcome, lineUserId: line.value, userId, findings, fixesApplied, digits };
  };
  return (record) => inOrder(record) ?? judge(record);
};
