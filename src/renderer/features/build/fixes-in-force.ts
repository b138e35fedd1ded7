/** Which of the fixes that were chosen have an effect on the batch that is asked for. */
import type { RuleId } from '#contract/rules.ts';
import type { BuildOptions } from '#contract/schemas/batch.ts';
import type { ImportType } from '#contract/schemas/common.ts';

/** Offered fixes that are on, automatic ones that are off, and what stays of conflicts. */
export type FixChoice = Pick<BuildOptions, 'fixes' | 'refusedFixes' | 'keep' | 'changesOnly'>;

export const usualFixes: FixChoice = { fixes: [], refusedFixes: [], changesOnly: false };

/** What of a batch decides which fixes have an effect. */
export type Demand = {
  readonly type: ImportType | null;
  /** Whether the batch has user IDs. */
  readonly writesUserIds: boolean;
};

/** Whether rows with one LINE user ID and several user IDs are lost unless one is kept. */
export const losesConflicts = ({ type, writesUserIds }: Demand): boolean =>
  type === 'followed' && writesUserIds;

/** Whether a fix alters anything. */
export const canMend = (rule: RuleId, { type, writesUserIds }: Demand): boolean => {
  // A list of blocked people never loses one because of a user ID.
  if (rule === 'duplicate-user-id') return type !== 'unfollowed';
  return writesUserIds || !rule.startsWith('user-id-');
};

/** What of a choice has an effect; the rest is kept for when the type or the format changes back. */
export const inForce = ({ keep, fixes, ...others }: FixChoice, demand: Demand): FixChoice => ({
  ...others,
  fixes: fixes.filter((rule) => canMend(rule, demand)),
  ...(keep === undefined || !losesConflicts(demand) ? {} : { keep }),
});
