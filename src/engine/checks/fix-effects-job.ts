/**
 * The job that tells what each fix would do to a checked list: how many rows, and the first of them
 * before and after. The list is judged as if every fix were on, whichever are.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import { OFFERED_FIXES, REFUSABLE_FIXES, type RuleId } from '#contract/rules.ts';
import type { FixEffect } from '#contract/schemas/check.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import type { Job } from '../jobs/job.ts';
import type { Checked } from './checked.ts';
import { type CheckPlan, severitiesOf } from './plan.ts';
import { type ReadCode, readFailure } from './read-failure.ts';
import { sampleValue } from './tally.ts';
import type { WalkedRecord } from './walk.ts';
import { walkProblems } from './walk-problems.ts';

export type FixEffectsInput = { readonly checked: Checked };

/** Fixes by which one of several records stays: their effect is told by what was found. */
const conflicts = ['duplicate-row', 'duplicate-line-user-id', 'duplicate-user-id'] as const;

const CHOOSABLE: ReadonlySet<RuleId> = new Set([
  ...REFUSABLE_FIXES,
  ...OFFERED_FIXES,
  ...conflicts,
]);
const CONFLICTS: ReadonlySet<RuleId> = new Set(conflicts);

const mostSamples = 3;

const withAllFixes = (plan: CheckPlan): CheckPlan => {
  const { type, format, keep } = plan;
  const fixes = { fixes: OFFERED_FIXES, refusedFixes: [], keep };
  return { ...plan, ...fixes, severities: severitiesOf(type, format, fixes) };
};

/** The fixes that touch a record. */
const fixesOf = ({ fixesApplied, findings }: WalkedRecord): ReadonlySet<RuleId> =>
  new Set([
    ...fixesApplied.filter((rule) => CHOOSABLE.has(rule) && !CONFLICTS.has(rule)),
    ...findings.flatMap(({ rule }) => (CONFLICTS.has(rule) ? [rule] : [])),
  ]);

const sampleOf = (plan: CheckPlan, rule: RuleId, walked: WalkedRecord) => {
  const { line, record, lineUserId, userId } = walked;
  const { line_user_id: lineAt = -1, user_id: userAt = -1 } = plan.mapping;
  const values = (before: string, after: string | null) => ({
    line,
    before: sampleValue(before),
    after: after === null ? null : sampleValue(after),
  });
  const whole = record.fields.join(plan.delimiter ?? ',');
  if (CONFLICTS.has(rule)) return values(whole, null);
  if (rule === 'user-id-missing') return values(whole, lineUserId);
  if (rule === 'row-field-count') return values(whole, `${whole}${plan.delimiter ?? ','}`);
  return rule.startsWith('line-')
    ? values(record.fields[lineAt] ?? '', lineUserId)
    : values(record.fields[userAt] ?? '', userId ?? '');
};

type Effects = Map<RuleId, { rows: number; samples: FixEffect['samples'] }>;

const add = (effects: Effects, plan: CheckPlan, walked: WalkedRecord): void => {
  for (const rule of fixesOf(walked)) {
    const effect = effects.get(rule) ?? { rows: 0, samples: [] };
    effect.rows += 1;
    if (effect.samples.length < mostSamples) effect.samples.push(sampleOf(plan, rule, walked));
    effects.set(rule, effect);
  }
};

export const fixEffectsJob: Job<
  FixEffectsInput,
  { readonly effects: FixEffect[] },
  ReadCode | 'cancelled',
  ByteProgress
> = (
  { checked },
  { cancelled, progress },
): Result<{ effects: FixEffect[] }, ReadCode | 'cancelled'> => {
  const plan = withAllFixes(checked.plan);
  const { name, bytes: totalBytes } = checked.file;
  const effects: Effects = new Map();
  try {
    let doneBytes = 0;
    for (const step of walkProblems({ ...checked, plan })) {
      if (step.what === 'problem') {
        add(effects, plan, step.walked);
        continue;
      }
      if (cancelled()) return fail('cancelled');
      doneBytes = Math.min(totalBytes, doneBytes + step.textBytes);
      progress({ stage: 'scan', doneBytes, totalBytes });
    }
  } catch (error) {
    return readFailure(error, name);
  }
  return succeed({ effects: [...effects].map(([rule, effect]) => ({ rule, ...effect })) });
};
