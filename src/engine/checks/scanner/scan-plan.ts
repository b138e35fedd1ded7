/** What a check's plan means to the module. */
import type { RuleId } from '#contract/rules.ts';
import { MAX_FIELD_BYTES, MAX_RECORD_BYTES } from '../../csv/splitter.ts';
import {
  type CheckPlan,
  type ConflictPolicy,
  lineConflictPolicy,
  userConflictPolicy,
} from '../plan.ts';
import type { Scanner } from './instance.ts';
import { KINDS } from './kinds.ts';

export type ScanPlan = {
  readonly delimiter: number;
  readonly columns: number;
  readonly lineColumn: number;
  readonly userColumn: number;
  /** Bits of the kinds that reject a record. */
  readonly rejecting: number;
  readonly writesUsers: boolean;
  readonly rejectsAll: boolean;
  readonly keep: number;
  readonly linePolicy: number;
  readonly userPolicy: number;
  readonly maxFieldBytes: number;
};

const MAX_COLUMNS = 64;

/** Fixes that change what is compared: they are left to the plain scan. */
const changingFixes: readonly RuleId[] = [
  'line-user-id-not-hex',
  'user-id-missing',
  'user-id-spaces',
  'user-id-excel-damage',
];

const policies = {
  'keep-all': 0,
  reject: 1,
  'keep-first': 2,
  'keep-last': 3,
} as const satisfies Record<ConflictPolicy, number>;

/** Whether the module can scan with these fixes. */
export const scansWith = ({
  fixes,
  refusedFixes,
}: Pick<CheckPlan, 'fixes' | 'refusedFixes'>): boolean =>
  !changingFixes.some((rule) => fixes.includes(rule)) && !refusedFixes.includes('row-field-count');

/** The plan for the module; null where the plain scan has to do it. */
export const toScanPlan = (plan: CheckPlan, keep: number): ScanPlan | null => {
  if (plan.delimiter === null || plan.columns > MAX_COLUMNS || plan.columns === 0) return null;
  if (!scansWith(plan)) return null;
  let rejecting = 0;
  for (const [at, { rule, severity }] of KINDS.entries()) {
    if ((severity ?? plan.severities[rule]) === 'error') rejecting |= 1 << at;
  }
  return {
    delimiter: plan.delimiter.charCodeAt(0),
    columns: plan.columns,
    lineColumn: plan.mapping.line_user_id ?? -1,
    userColumn: plan.mapping.user_id ?? -1,
    rejecting,
    writesUsers: plan.format === 'ids-and-users',
    rejectsAll: plan.rejectsAll,
    keep,
    linePolicy: policies[lineConflictPolicy(plan)],
    userPolicy: policies[userConflictPolicy(plan)],
    maxFieldBytes: MAX_FIELD_BYTES,
  };
};

/** Tells an instance the plan. All instances of a scan have the same seeds. */
export const applyPlan = (
  scanner: Scanner,
  plan: ScanPlan,
  seeds: readonly [bigint, bigint],
): void =>
  scanner.setPlan(
    plan.delimiter,
    plan.columns,
    plan.lineColumn,
    plan.userColumn,
    plan.rejecting,
    plan.writesUsers ? 1 : 0,
    plan.rejectsAll ? 1 : 0,
    plan.maxFieldBytes,
    MAX_RECORD_BYTES,
    plan.keep,
    seeds[0],
    seeds[1],
  );
