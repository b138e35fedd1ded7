/** What a build counts: records by what became of them, and rows by the fix that changed them. */
import { RULE_IDS, RULES, type RuleId } from '#contract/rules.ts';
import type { Manifest } from '#contract/schemas/batch.ts';
import type { Checked } from '#engine/checks/checked.ts';

export type Fixes = Manifest['fixes'];

/** Counts, by rule, the rows that a fix changed or left out. */
export type FixCounts = Map<RuleId, number>;

export type Counts = {
  readonly fixes: FixCounts;
  /** Of the records that are split off into the ids-only batch. */
  readonly idsOnlyFixes: FixCounts;
  deliverable: number;
  rejected: number;
  leftOut: number;
};

export const noCounts = (): Counts => ({
  fixes: new Map(),
  idsOnlyFixes: new Map(),
  deliverable: 0,
  rejected: 0,
  leftOut: 0,
});

export const countFix = (counts: FixCounts, rule: RuleId, rows = 1): void => {
  if (rows > 0) counts.set(rule, (counts.get(rule) ?? 0) + rows);
};

/** Fixes to the form of the file come first in the catalogue, and touch no row: their rows are 0. */
export const fixesOf = (checked: Checked, counts: FixCounts): Fixes => {
  const ofFile = checked.fileFindings
    .map((finding) => finding.rule)
    .filter((rule) => RULES[rule].scope === 'file' && RULES[rule].fix === 'auto');
  return RULE_IDS.filter((rule) => ofFile.includes(rule) || counts.has(rule)).map((rule) => ({
    rule,
    rows: counts.get(rule) ?? 0,
  }));
};

/** Whether a build saw the list that the check had counted. */
export const agrees = ({ records }: Checked, counts: Counts): boolean =>
  counts.deliverable === records.deliverable &&
  counts.rejected === records.rejected &&
  counts.leftOut === records.leftOut;
