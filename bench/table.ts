/** The figures as tables for people. */
import { availableParallelism, cpus } from 'node:os';
import { type Bound, type Case, type Figure, isMet } from './case.ts';

export type Results = {
  readonly date: string;
  readonly cores: number;
  readonly processor: string;
  readonly node: string;
  readonly rows: number;
  readonly rounds: number;
  readonly cases: readonly {
    readonly name: Case['name'];
    readonly title: Case['title'];
    readonly figures: readonly Figure[];
    /** Why it could not be measured; null where it was. */
    readonly leftOut: string | null;
  }[];
};

/** Where and when it was measured; nothing that names the machine or its owner. */
export const surroundings = (): Pick<Results, 'date' | 'cores' | 'processor' | 'node'> => ({
  date: new Date().toISOString().slice(0, 10),
  cores: availableParallelism(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  node: process.versions.node,
});

const number = (value: number): string =>
  Number.isFinite(value)
    ? value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 })
    : 'not known';

const bound = (given: Bound | null): string => {
  if (given === null) return '';
  return 'atMost' in given ? `≤ ${number(given.atMost)}` : `≥ ${number(given.atLeast)}`;
};

const verdict = ({ value, must, aim }: Figure): string => {
  if (must === null) return '';
  if (!isMet(value, must)) return 'missed';
  return aim !== null && isMet(value, aim) ? 'met, and the aim' : 'met';
};

/** Figures as a table with a title, in lines. */
export const linesOf = (title: string, figures: readonly Figure[]): readonly string[] => [
  `| ${title} | | must | aim | |`,
  '|---|---:|---:|---:|---|',
  ...figures.map((figure) => {
    const { what, value, unit, must, aim } = figure;
    const cells = [what, `${number(value)} ${unit}`, bound(must), bound(aim), verdict(figure)];
    return `| ${cells.join(' | ')} |`;
  }),
];

export const tableOf = ({ cases, ...about }: Results): string => {
  const size = about.rows.toLocaleString('en');
  const lines = [
    `${about.date}, ${about.cores} cores of ${about.processor}, Node ${about.node}; ${size} records,`,
    `medians of ${about.rounds} rounds in turn.`,
  ];
  for (const { title, figures, leftOut } of cases) {
    // The reason is on the error output: it may name places of the computer.
    const isLeftOut = leftOut !== null;
    lines.push('', ...(isLeftOut ? [`${title}: not measured.`] : linesOf(title, figures)));
  }
  return lines.join('\n');
};
