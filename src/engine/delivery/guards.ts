/**
 * Guard rails: what makes a list so different from the last one of its channel and type that somebody
 * must say why (rules.md, *Guard rails*).
 */
import type { GuardId } from '#contract/rules.ts';
import type { LinkTally } from '../cache/links.ts';

const relinkedLimit = 0.05;
const otherTypeLimit = 0.5;

export type GuardFigures = {
  readonly records: number;
  /** Records of the last delivery of this channel and type; null where there is none. */
  readonly lastRecords: number | null;
  readonly tally: LinkTally;
  /** The share by which the number of records may change. */
  readonly countChangeLimit: number;
};

const isCountChange = ({ records, lastRecords, countChangeLimit }: GuardFigures): boolean =>
  lastRecords !== null &&
  lastRecords > 0 &&
  Math.abs(records - lastRecords) / lastRecords > countChangeLimit;

/** The guards that stop this delivery until a reason is given, in the order of the rules. */
export const guardsOf = (figures: GuardFigures): GuardId[] => {
  const { rows, known, relinked, otherType } = figures.tally;
  const stopped: readonly (readonly [GuardId, boolean])[] = [
    ['guard-count-change', isCountChange(figures)],
    ['guard-relinked', relinked > known * relinkedLimit],
    ['guard-other-type', otherType > rows * otherTypeLimit],
  ];
  return stopped.filter(([, stops]) => stops).map(([guard]) => guard);
};
