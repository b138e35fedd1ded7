/**
 * The usual length of all-digit user IDs: where nearly all have the same number of digits, shorter
 * ones have most likely lost their leading zeros in a spreadsheet.
 */
import { USER_ID_LIMIT } from '../destinations/repro-line/limits.ts';
import { type PlacedSample, sampleValue } from './tally.ts';

const leastIds = 100;
const leastShare = 0.95;

/**
 * The length that at least 95 % of at least 100 IDs share, from how many there are of each length;
 * null where there is none. An ID that is too long for Repro counts among all, but is nothing that
 * others could be padded to.
 */
export const usualLengthOf = (counts: Iterable<readonly [length: number, count: number]>) => {
  let total = 0;
  let usual = 0;
  let most = 0;
  for (const [length, count] of counts) {
    total += count;
    if (length <= USER_ID_LIMIT && count > most) [usual, most] = [length, count];
  }
  return total >= leastIds && most >= leastShare * total ? usual : null;
};

type OfLength = { count: number; readonly samples: PlacedSample[] };

export type LengthCounter = {
  /** Takes an all-digit ID. `raw` is the field as it stands in the source. */
  readonly add: (digits: number, record: number, line: number, raw: string) => void;
  readonly usual: () => number | null;
  /** All IDs below a length, and the first of them in file order. */
  readonly shorterThan: (length: number) => {
    readonly count: number;
    readonly samples: readonly PlacedSample[];
  };
};

export const createLengthCounter = (maxSamples: number): LengthCounter => {
  const byLength = new Map<number, OfLength>();
  return {
    add: (digits, record, line, raw) => {
      let found = byLength.get(digits);
      if (found === undefined) {
        found = { count: 0, samples: [] };
        byLength.set(digits, found);
      }
      found.count += 1;
      if (found.samples.length >= maxSamples) return;
      found.samples.push({ record, line, column: 'user_id', value: sampleValue(raw) });
    },
    usual: () =>
      usualLengthOf([...byLength].map(([length, { count }]) => [length, count] as const)),
    shorterThan: (usual) => {
      const shorter = [...byLength].filter(([length]) => length < usual).map(([, found]) => found);
      return {
        count: shorter.reduce((sum, { count }) => sum + count, 0),
        samples: shorter
          .flatMap(({ samples }) => samples)
          .sort((a, b) => a.record - b.record)
          .slice(0, maxSamples),
      };
    },
  };
};
