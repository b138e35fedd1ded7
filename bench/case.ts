/** What a case of the bench is, and what it is given to measure with. A case is a file in `cases/`. */
import type { Lists } from './lists.ts';

/** One line of the table. */
export type Figure = {
  readonly what: string;
  /** The medians of all rounds. */
  readonly value: number;
  readonly unit: 'ms' | 'MB' | 'MB/s' | 'M records/s' | '×';
  /** The bounds that performance asks for, in the figure's unit; null where there is none. */
  readonly must: Bound | null;
  readonly aim: Bound | null;
};

export type Bound = { readonly atMost: number } | { readonly atLeast: number };

export type Lab = {
  readonly lists: Lists;
  /** How often everything is measured, in turn. */
  readonly rounds: number;
  /** Records of the large list: the full size, or a tenth of it. */
  readonly rows: number;
  readonly tell: (text: string) => void;
};

export type Case = {
  readonly name: string;
  readonly title: string;
  readonly measure: (lab: Lab) => Promise<readonly Figure[]>;
};

export const isMet = (value: number, bound: Bound): boolean =>
  'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast;

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >>> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
};

/** Runs all programs in turn, as often as there are rounds: what disturbs one disturbs all. */
export const inRounds = async <Name extends string, Outcome>(
  rounds: number,
  programs: Readonly<Record<Name, () => Promise<Outcome>>>,
): Promise<Record<Name, Outcome[]>> => {
  const names = Object.keys(programs) as Name[];
  const outcomes = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    Outcome[]
  >;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) outcomes[name].push(await programs[name]());
  }
  return outcomes;
};
