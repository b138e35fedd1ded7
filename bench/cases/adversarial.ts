/** Lists made to be slow. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { type Case, type Figure, inRounds, median } from '../case.ts';
import { type CheckMeasured, measureCheck } from '../engine.ts';

/** Numbers that look random and are the same in every run (SplitMix64). */
const createRandom = () => {
  let state = 1n;
  return (): bigint => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
};

const random = createRandom();
const hex = () => random().toString(16).padStart(16, '0');
const id = () => `U${hex()}${hex()}`;

type Kind = {
  readonly what: string;
  readonly header: string;
  readonly row: (number: number) => string;
  readonly end?: string;
};

const pair = 'line_user_id,user_id';

const kinds: readonly Kind[] = [
  { what: 'everything quoted', header: pair, row: (n) => `"${id()}","m${n}"` },
  { what: 'doubled quotes', header: pair, row: (n) => `${id()},"m""${n}"""` },
  { what: 'all rows bad', header: pair, row: (n) => `${hex()}${hex()},m${n}` },
  { what: 'IDs of one character', header: pair, row: () => 'U,m' },
  { what: 'one ID repeated', header: pair, row: () => 'U0123456789abcdeffedcba9876543211,m1' },
  {
    what: 'one ID with ever new user IDs',
    header: pair,
    row: (n) => `U0123456789abcdeffedcba9876543211,m${n}`,
  },
  {
    what: 'sequential IDs',
    header: pair,
    row: (n) => `U${n.toString(16).padStart(32, '0')},${String(n).padStart(10, '0')}`,
  },
  { what: 'upper case', header: pair, row: (n) => `${id().toUpperCase()},m${n}` },
  { what: 'CRLF', header: pair, row: (n) => `${id()},m${n}`, end: '\r\n' },
  { what: 'Japanese user IDs', header: pair, row: (n) => `${id()},会員番号${n}` },
  { what: 'no user IDs', header: 'line_user_id', row: () => id() },
];

const write = (path: string, { header, row, end = '\n' }: Kind, rows: number): void => {
  const fd = openSync(path, 'w');
  writeSync(fd, header + end);
  const block = 10_000;
  for (let from = 0; from < rows; from += block) {
    const count = Math.min(block, rows - from);
    writeSync(fd, Array.from({ length: count }, (_, at) => row(from + at) + end).join(''));
  }
  closeSync(fd);
};

export const adversarial: Case = {
  name: 'adversarial',
  title: 'Lists made to be slow',
  measure: async ({ lists, rounds, rows }) => {
    // The millions of the large list cost minutes to write; the pace shows on a part of them.
    const count = Math.round(rows / 4);
    const programs: Record<string, () => Promise<CheckMeasured>> = {};
    for (const kind of kinds) {
      const path = await lists.file(`${kind.what.replaceAll(' ', '-')}.csv`, (at) =>
        write(at, kind, count),
      );
      programs[kind.what] = () => measureCheck(path, lists.dir);
    }
    const measured = await inRounds(rounds, programs);
    return kinds.map(({ what }): Figure => {
      const speeds = (measured[what] ?? []).map(({ ms }) => count / ms / 1000);
      const bounds = { must: { atLeast: 3 }, aim: { atLeast: 8 } };
      return { what, value: median(speeds), unit: 'M records/s', ...bounds };
    });
  },
};
