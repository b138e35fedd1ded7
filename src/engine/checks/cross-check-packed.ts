/**
 * Holds the deliverable records of a checked list against the packed links of its channel. The answers
 * are those of `cross-check.ts`, which asks the database row by row.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { RuleId } from '#contract/rules.ts';
import { ensurePacked, type KnownLinks } from '../cache/known-links.ts';
import { type LookedUp, TOLD } from '../cache/look-up.ts';
import { lookUpList } from '../cache/look-up-together.ts';
import type { Checked } from './checked.ts';
import { textOf } from './checked.ts';
import type { CrossChecked, CrossCheckHooks } from './cross-check.ts';
import { addMarks, MARK } from './marks.ts';
import { recordsAt } from './placed-records.ts';
import type { CheckPlan } from './plan.ts';
import { toPassPlan } from './scanner/pass-plan.ts';
import { type PlacedSample, sampleValue, type Tally } from './tally.ts';

type Meaning = {
  readonly rule: RuleId;
  readonly mark: number;
  readonly column: 'line_user_id' | 'user_id';
  readonly holds: (told: number) => boolean;
};

/** What is to be told of a record, under a plan. */
const meaningsOf = ({ type }: CheckPlan): Meaning[] => {
  const followed = type === 'followed' ? TOLD.followed : 0;
  const has = (told: number, bits: number) => (told & bits) === bits;
  return [
    {
      ...{ rule: 'already-delivered', mark: MARK.alreadyDelivered, column: 'line_user_id' },
      holds: (told) => has(told, TOLD.known | TOLD.sameUser) && (told & TOLD.followed) === followed,
    },
    {
      ...{ rule: 'relinks-user', mark: MARK.relinksUser, column: 'user_id' },
      holds: (told) => has(told, TOLD.otherUser),
    },
    type === 'followed'
      ? {
          ...{ rule: 'blocked-in-cache', mark: MARK.blocked, column: 'line_user_id' },
          holds: (told) => has(told, TOLD.known) && !has(told, TOLD.followed),
        }
      : {
          ...{ rule: 'blocked-unknown', mark: MARK.blocked, column: 'line_user_id' },
          holds: (told) => has(told, TOLD.asked) && !has(told, TOLD.known),
        },
  ];
};

type Found = Meaning & { count: number; readonly numbers: number[] };

/** Marks the records; counts, and keeps the first of each meaning. */
const markTold = (checked: Checked, told: Uint8Array, maxSamples: number): readonly Found[] => {
  const found = meaningsOf(checked.plan).map((meaning) => ({
    ...meaning,
    count: 0,
    numbers: [] as number[],
  }));
  const byTold = Array.from({ length: 32 }, (_, bits) => found.filter(({ holds }) => holds(bits)));
  const marks = byTold.map((all) => all.reduce((bits, { mark }) => bits | mark, 0));
  for (let at = 0; at < told.length; at += 1) {
    const bits = told[at] ?? 0;
    const mark = marks[bits] ?? 0;
    if (mark === 0) continue;
    addMarks(checked.marks, at + 1, mark);
    for (const one of byTold[bits] ?? []) {
      one.count += 1;
      if (one.numbers.length < maxSamples) one.numbers.push(at + 1);
    }
  }
  return found;
};

const samplesOf = (checked: Checked, { numbers, column }: Found): PlacedSample[] => {
  const { plan, index } = checked;
  const field = plan.mapping[column];
  return Array.from(recordsAt(textOf(checked), plan, index, numbers), ({ number, record }) => {
    const value = field === undefined ? '' : (record.fields[field] ?? '');
    return { record: number, line: record.line, column, value: sampleValue(value) };
  });
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
    const followed = plan.type === 'followed';
    const task = { text: textOf(checked), list, plan: passPlan, checked, told, packed, followed };
    const looked = await lookUpList(task, checked, hooks);
    if (looked !== 'damaged' && looked !== 'odd') return looked;
    told.fill(0);
  }
  return null;
};

/**
 * Adds marks and counts to a check; `known` is null where nothing is. Null where the links have to be asked for row by row. Throws what
 * SQLite throws, and what reading the list throws.
 */
export const crossCheckPacked = async (
  checked: Checked,
  tally: Tally,
  known: KnownLinks | null,
  maxSamples: number,
  hooks: Omit<CrossCheckHooks, 'ask'>,
): Promise<Result<CrossChecked, 'cancelled'> | null> => {
  const { plan, records } = checked;
  const told = new Uint8Array(new SharedArrayBuffer(records.total));
  const looked = await lookUpChecked(checked, known, told, hooks);
  if (looked === null) return null;
  if (looked === 'cancelled') return fail('cancelled');
  let leftOut = 0;
  for (const found of markTold(checked, told, maxSamples)) {
    if (found.count === 0) continue;
    const { rule, count } = found;
    tally.addMany(rule, plan.severities[rule], count, samplesOf(checked, found));
    if (rule === 'already-delivered' && plan.changesOnly) leftOut = count;
  }
  return succeed({ leftOut, writtenBytes: plan.changesOnly ? looked.deliveredBytes : 0 });
};
