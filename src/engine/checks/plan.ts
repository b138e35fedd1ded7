/**
 * The plan of a check: everything that is decided before the first record is judged. Scanning and
 * walking the list again follow the same plan, so they come to the same answers.
 */

import { fail, type Result, succeed } from '#contract/result.ts';
import {
  OFFERED_FIXES,
  REFUSABLE_FIXES,
  RULES,
  type RuleId,
  type Severity,
} from '#contract/rules.ts';
import type { TargetColumn } from '#contract/columns.ts';
import type { CheckOptions } from '#contract/schemas/check.ts';
import type { ImportType, ListFormat } from '#contract/schemas/common.ts';
import type { Delimiter } from '../csv/record.ts';

/** A finding about the file as a whole. It counts once, whatever the number of its samples. */
export type FileFinding = {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly samples: readonly FileSample[];
};

export type FileSample = {
  readonly line: number;
  readonly column: string | null;
  readonly value: string;
};

export type Mapping = { readonly [Column in TargetColumn]?: number };

export type CheckPlan = {
  /** What the list is imported as; *followed* where nobody has said. */
  readonly type: ImportType;
  /** What a build would write; null where a file-level error lets nothing be written. */
  readonly format: ListFormat | null;
  /** Null where the file has no records to split. */
  readonly delimiter: Delimiter | null;
  /** The header as it stands in the source. */
  readonly header: readonly string[] | null;
  /** The header's number among all records of the source, from 1. */
  readonly headerRecord: number | null;
  /** How many fields a record has to have. */
  readonly columns: number;
  readonly mapping: Mapping;
  /** The severity of each rule as type, format and fixes have it. */
  readonly severities: Readonly<Record<RuleId, Severity>>;
  /** The offered fixes that are on, and the automatic ones that are off. */
  readonly fixes: readonly RuleId[];
  readonly refusedFixes: readonly RuleId[];
  readonly keep: 'first' | 'last' | null;
  readonly changesOnly: boolean;
  /** A file-level error rejects every record. */
  readonly rejectsAll: boolean;
  readonly fileFindings: readonly FileFinding[];
  /** What is wrong with the header as a record: of rules about rows, in which each counts as one. */
  readonly headerFindings: readonly FileFinding[];
};

/** Whether every fix is one that can be turned on or off. Fails with the name of one that can't. */
export const checkFixes = (
  options: Pick<CheckOptions, 'fixes' | 'refusedFixes'>,
): Result<null, 'fix-unknown'> => {
  const unknown =
    options.fixes.find((rule) => !OFFERED_FIXES.some((offered) => offered === rule)) ??
    options.refusedFixes.find((rule) => !REFUSABLE_FIXES.some((known) => known === rule));
  return unknown === undefined ? succeed(null) : fail('fix-unknown', { rule: unknown });
};

/** The format that a build writes: lists of blocked people need no user IDs. */
export const formatOf = (
  wanted: CheckOptions['format'],
  type: ImportType,
  hasUserIds: boolean,
): ListFormat => {
  if (wanted !== 'auto') return wanted;
  return type === 'unfollowed' || !hasUserIds ? 'ids-only' : 'ids-and-users';
};

/**
 * The severities in force. Where user IDs don't matter nobody is lost because of one: with the type
 * *unfollowed* or in Format 2 their rules are at most warnings. A fix that was refused makes an
 * error of what it would have mended; one that was asked for takes the edge off an error.
 */
export const severitiesOf = (
  type: ImportType,
  format: ListFormat | null,
  fixes: Pick<CheckPlan, 'fixes' | 'refusedFixes' | 'keep'>,
): Record<RuleId, Severity> => {
  const lenient = type === 'unfollowed' || format === 'ids-only';
  const severityOf = (rule: RuleId): Severity => {
    if (fixes.refusedFixes.includes(rule)) return 'error';
    const { severity } = RULES[rule];
    if (severity !== 'error') return severity;
    if (lenient && (rule.startsWith('user-id-') || rule === 'duplicate-line-user-id')) {
      return 'warning';
    }
    if (rule === 'user-id-missing' && fixes.fixes.includes(rule)) return 'warning';
    if (rule === 'duplicate-line-user-id' && fixes.keep !== null) return 'warning';
    return severity;
  };
  return Object.fromEntries(
    (Object.keys(RULES) as RuleId[]).map((rule) => [rule, severityOf(rule)]),
  ) as Record<RuleId, Severity>;
};

/** What becomes of the records of a conflict: all stay, all are rejected, or one stays. */
export type ConflictPolicy = 'keep-all' | 'reject' | 'keep-first' | 'keep-last';

/** The same LINE ID with different user IDs. */
export const lineConflictPolicy = ({ type, format, keep }: CheckPlan): ConflictPolicy => {
  if (keep !== null) return `keep-${keep}`;
  if (format === 'ids-only') return 'keep-first';
  return type === 'unfollowed' ? 'keep-all' : 'reject';
};

/** The same user ID with different LINE IDs. A list of blocked people never loses one by this. */
export const userConflictPolicy = ({ type, fixes, keep }: CheckPlan): ConflictPolicy => {
  if (!fixes.includes('duplicate-user-id') || type === 'unfollowed') return 'keep-all';
  return `keep-${keep ?? 'first'}`;
};
