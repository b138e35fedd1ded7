/**
 * What the packed links of a channel tell of a checked list. Most scans mark the records themselves; for
 * the others the list is gone through once more. The answers are those of `cross-check.ts`, which asks
 * the database row by row.
 */
import { closeSync } from 'node:fs';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { RuleId } from '#contract/rules.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import { type KnownLinks, openKnown } from '../cache/known-links.ts';
import type { LookedUp, Packed } from '../cache/look-up.ts';
import { lookUpList } from '../cache/look-up-together.ts';
import { packedPath } from '../cache/packed-file.ts';
import type { Checked } from './checked.ts';
import { textOf } from './checked.ts';
import type { CrossChecked, CrossCheckHooks } from './cross-check.ts';
import { addMarks, firstMarked, MARK, type Mark } from './marks.ts';
import { recordsAt } from './placed-records.ts';
import { markMeanings } from './scanner/link-join.ts';
import { toPassPlan } from './scanner/pass-plan.ts';
import type { KnownCounts } from './scanner/scan-result.ts';
import { type PlacedSample, sampleValue, type Tally } from './tally.ts';

type Meaning = {
  readonly name: keyof KnownCounts;
  readonly mark: Mark;
  readonly rule: RuleId;
  readonly column: 'line_user_id' | 'user_id';
};

/** The rule that each mark stands for. */
const meaningsOf = (type: ImportType): readonly Meaning[] => [
  {
    ...{ name: 'alreadyDelivered', mark: MARK.alreadyDelivered },
    ...{ rule: 'already-delivered', column: 'line_user_id' },
  },
  { name: 'relinksUser', mark: MARK.relinksUser, rule: 'relinks-user', column: 'user_id' },
  {
    ...{ name: 'blocked', mark: MARK.blocked, column: 'line_user_id' },
    rule: type === 'followed' ? 'blocked-in-cache' : 'blocked-unknown',
  },
];

const samplesOf = (checked: Checked, numbers: number[], column: Meaning['column']) => {
  const { plan, index } = checked;
  const field = plan.mapping[column];
  return Array.from(
    recordsAt(textOf(checked), plan, index, numbers),
    ({ number, record }): PlacedSample => {
      const value = field === undefined ? '' : (record.fields[field] ?? '');
      return { record: number, line: record.line, column, value: sampleValue(value) };
    },
  );
};

/** Adds the counts of a list whose records are marked already. */
const tallyMarked = (
  checked: Checked,
  tally: Tally,
  counts: KnownCounts,
  maxSamples: number,
): CrossChecked => {
  const { plan, marks } = checked;
  for (const { name, mark, rule, column } of meaningsOf(plan.type)) {
    const count = counts[name];
    if (count === 0) continue;
    const numbers = firstMarked(marks, mark, Math.min(maxSamples, count));
    tally.addMany(rule, plan.severities[rule], count, samplesOf(checked, numbers, column));
  }
  return { leftOut: plan.changesOnly ? counts.alreadyDelivered : 0 };
};

/** Adds the counts of a list whose records the scan has marked. */
export const crossCheckScanned = (
  checked: Checked,
  tally: Tally,
  counts: KnownCounts,
  maxSamples: number,
): Result<CrossChecked, never> => succeed(tallyMarked(checked, tally, counts, maxSamples));

/** Marks the records with what was told of them, one byte each. */
const markTold = ({ marks }: Checked, told: Uint8Array): KnownCounts => {
  const counts = { alreadyDelivered: 0, relinksUser: 0, blocked: 0 };
  for (let at = 0; at < told.length; at += 1) {
    const bits = told[at] ?? 0;
    if (bits === 0) continue;
    addMarks(marks, at + 1, bits);
    if (bits & MARK.alreadyDelivered) counts.alreadyDelivered += 1;
    if (bits & MARK.relinksUser) counts.relinksUser += 1;
    if (bits & MARK.blocked) counts.blocked += 1;
  }
  return counts;
};

/** Makes sure of the packed links; null where there can be none. */
const ensurePacked = (known: KnownLinks, again: boolean): Packed | null => {
  const opened = openKnown(known, again);
  if (opened === null) return null;
  closeSync(opened.fd);
  return { path: packedPath(known.databasePath, known.channel), state: opened.state };
};

/** The list looked up; null where there are no packed links to be had. */
const lookUpChecked = async (
  checked: Checked,
  known: KnownLinks | null,
  told: Uint8Array<SharedArrayBuffer>,
  hooks: Omit<CrossCheckHooks, 'ask'>,
): Promise<Exclude<LookedUp, 'damaged' | 'odd'> | null> => {
  const { plan } = checked;
  const { delimiter, headerRecord } = plan;
  // What is known already leaves nobody out while it is being found out.
  const passPlan = toPassPlan({ ...checked, plan: { ...plan, changesOnly: false } });
  if (passPlan === null || delimiter === null) return null;
  const list = { delimiter, headerRecord, marks: checked.marks };
  for (const again of [false, true]) {
    const packed = known === null ? null : ensurePacked(known, again);
    if (packed === null && known !== null) return null;
    const meanings = markMeanings(plan.type);
    const task = { text: textOf(checked), list, plan: passPlan, checked, told, packed, meanings };
    const looked = await lookUpList(task, checked, hooks);
    if (looked !== 'damaged' && looked !== 'odd') return looked;
    told.fill(0);
  }
  return null;
};

/**
 * Goes through a list to mark its records and count; `known` is null where nothing is. Null where the
 * links have to be asked for row by row. Throws what SQLite throws, and what reading the list throws.
 */
export const crossCheckPacked = async (
  checked: Checked,
  tally: Tally,
  known: KnownLinks | null,
  maxSamples: number,
  hooks: Omit<CrossCheckHooks, 'ask'>,
): Promise<Result<CrossChecked, 'cancelled'> | null> => {
  const told = new Uint8Array(new SharedArrayBuffer(checked.records.total));
  const looked = await lookUpChecked(checked, known, told, hooks);
  if (looked === null) return null;
  if (looked === 'cancelled') return fail('cancelled');
  return succeed(tallyMarked(checked, tally, markTold(checked, told), maxSamples));
};
