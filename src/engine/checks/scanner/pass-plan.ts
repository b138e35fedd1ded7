/**
 * What a check's plan means to a pass over its records: which of them it rejects, and which are the
 * defining code's.
 */
import type { RuleId, Severity } from '#contract/rules.ts';
import type { Checked } from '../checked.ts';
import { MARK } from '../marks.ts';
import { KINDS } from './kinds.ts';
import { MAX_FIELD_BYTES, MAX_RECORD_BYTES } from '../../csv/splitter.ts';

export type PassPlan = {
  /** Kinds of findings (bits) that reject a record. */
  readonly rejectingKinds: number;
  /** Kinds that make a record the defining code's. */
  readonly hostKinds: number;
  /** The same of marks. */
  readonly hostMarks: number;
  readonly rejectingMarks: number;
  readonly leavingMarks: number;
  /** All-digit user IDs that are shorter are the defining code's. */
  readonly fewestDigits: number;
  readonly delimiter: number;
  readonly columns: number;
  readonly lineColumn: number;
  readonly userColumn: number;
  readonly writesUsers: boolean;
  readonly maxFieldBytes: number;
  readonly maxRecordBytes: number;
};

/** The module keeps no more fields. */
export const MAX_COLUMNS = 64;

/** Automatic fixes that the module makes itself; where one was refused its finding is an error. */
const OWN_FIXES: readonly RuleId[] = [
  'line-user-id-spaces',
  'line-user-id-fullwidth',
  'line-user-id-vendor-prefix',
  'row-field-count',
];

/** Fixes of the plan that leave records out by their marks, and need nothing else. */
const BY_MARKS: readonly RuleId[] = ['duplicate-user-id'];

const markRules: readonly (readonly [number, RuleId])[] = [
  [MARK.copy, 'duplicate-row'],
  [MARK.lineConflict, 'duplicate-line-user-id'],
  [MARK.userConflict, 'duplicate-user-id'],
  [MARK.alreadyDelivered, 'already-delivered'],
  [MARK.relinksUser, 'relinks-user'],
];

/**
 * The mark by which a pass is told of a changed record. Those that have it anyway are then the
 * defining code's, too, which says the same of them.
 */
export const CHANGED_MARK = MARK.lineConflict;

/** The plan for the module; null where it can't do it. */
export const toPassPlan = ({ plan, usualUserIdLength, overlay }: Checked): PassPlan | null => {
  const { delimiter, columns, fixes, refusedFixes, severities, mapping } = plan;
  if (delimiter === null || columns === 0 || columns > MAX_COLUMNS || plan.rejectsAll) return null;
  const kindsWhere = (isMeant: (rule: RuleId, severity: Severity) => boolean): number =>
    KINDS.reduce((bits, { rule, severity }, at) => {
      return isMeant(rule, severity ?? severities[rule]) ? bits | (1 << at) : bits;
    }, 0);
  const isRefused = (rule: RuleId) => refusedFixes.includes(rule) && OWN_FIXES.includes(rule);
  const rejectingKinds = kindsWhere((rule, severity) => severity === 'error' || isRefused(rule));
  const hostKinds = kindsWhere((rule) => fixes.includes(rule) && !BY_MARKS.includes(rule));
  const rejectingMarks = markRules.reduce(
    (bits, [mark, rule]) => (severities[rule] === 'error' ? bits | mark : bits),
    0,
  );
  const changesOnly = plan.changesOnly ? MARK.alreadyDelivered : 0;
  const padsZeros = fixes.includes('user-id-excel-damage');
  return {
    rejectingKinds,
    hostKinds,
    hostMarks: overlay === undefined ? 0 : CHANGED_MARK,
    rejectingMarks,
    leavingMarks: MARK.copy | MARK.lineLeftOut | MARK.userLeftOut | changesOnly,
    fewestDigits: padsZeros ? (usualUserIdLength ?? 0) : 0,
    delimiter: delimiter.charCodeAt(0),
    columns,
    lineColumn: mapping.line_user_id ?? -1,
    userColumn: mapping.user_id ?? -1,
    writesUsers: plan.format === 'ids-and-users',
    maxFieldBytes: MAX_FIELD_BYTES,
    maxRecordBytes: MAX_RECORD_BYTES,
  };
};

const ALL_KINDS = (1 << KINDS.length) - 1;
const ALL_MARKS = 0xff;

/** The plan by which the module looks for every record with a finding; null where it can't. */
export const toSearchPlan = (checked: Checked): PassPlan | null => {
  const plan = toPassPlan(checked);
  if (plan === null) return null;
  const fewestDigits = checked.usualUserIdLength ?? 0;
  return {
    ...plan,
    ...{ hostKinds: ALL_KINDS, hostMarks: ALL_MARKS, rejectingKinds: 0 },
    ...{ rejectingMarks: 0, leavingMarks: 0, fewestDigits },
  };
};

/** Whether neither fixes nor changes touch what the module finds in a record by itself. */
export const judgesAlone = ({ plan, overlay }: Checked): boolean =>
  overlay === undefined &&
  plan.refusedFixes.length === 0 &&
  plan.fixes.every((rule) => BY_MARKS.includes(rule));
