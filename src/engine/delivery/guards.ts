/**
 * Guard rails: what makes a list so different from the last one of its channel and type that somebody
 * must say why (rules.md, *Guard rails*; the decision record *What the guard rails compare* has the
 * reasons).
 */
import type { GuardId } from '#contract/rules.ts';
import type { Manifest } from '#contract/schemas/batch.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import type { LinkTally } from '../cache/links.ts';

const relinkedLimit = 0.05;
const otherTypeLimit = 0.5;

export type GuardFigures = {
  readonly type: ImportType;
  /** Records of the whole list, what changes-only mode left out included. */
  readonly records: number;
  /** The same of the last delivery of this channel and type; null where there is none. */
  readonly lastRecords: number | null;
  readonly tally: LinkTally;
  /** The share by which the number of records may change. */
  readonly countChangeLimit: number;
};

const leavingOut: readonly string[] = [
  'row-blank',
  'duplicate-row',
  'duplicate-line-user-id',
  'duplicate-user-id',
];

/**
 * How many records of its list a batch left out because they were delivered before: what is left out
 * without a fix. The ids-only half of a split batch says nothing of its own about that.
 */
export const leftOutAsKnown = ({ check, fixes, format, parts }: Manifest): number => {
  const records = parts.reduce((sum, part) => sum + part.records, 0);
  if (format === 'ids-only' && records < check.records.deliverable) return 0;
  const byFixes = fixes
    .filter(({ rule }) => leavingOut.includes(rule))
    .reduce((sum, { rows }) => sum + rows, 0);
  return Math.max(0, check.records.leftOut - byFixes);
};

const isCountChange = ({ records, lastRecords, countChangeLimit }: GuardFigures): boolean =>
  lastRecords !== null &&
  lastRecords > 0 &&
  Math.abs(records - lastRecords) / lastRecords > countChangeLimit;

/**
 * Deliverable people of whom most are known as blocked; or blocked people who are most of those whom the
 * channel knows as deliverable. That somebody who is blocked was deliverable before is no sign of
 * anything.
 */
const isOtherType = ({ type, tally }: GuardFigures): boolean => {
  const { rows, otherType, allFollowed } = tally;
  return otherType > otherTypeLimit * (type === 'followed' ? rows : allFollowed);
};

/** The guards that stop this delivery until a reason is given, in the order of the rules. */
export const guardsOf = (figures: GuardFigures): GuardId[] => {
  const { known, relinked } = figures.tally;
  const stopped: readonly (readonly [GuardId, boolean])[] = [
    ['guard-count-change', isCountChange(figures)],
    ['guard-relinked', relinked > known * relinkedLimit],
    ['guard-other-type', isOtherType(figures)],
  ];
  return stopped.filter(([, stops]) => stops).map(([guard]) => guard);
};
