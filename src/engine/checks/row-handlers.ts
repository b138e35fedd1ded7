/** The calls with which a window looks at the rows of a list, before and after its check. */
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { type Result, succeed } from '#contract/result.ts';
import type { OpenFile } from '../csv/open-file.ts';
import { runJob } from '../jobs/run-job.ts';
import type { Checked } from './checked.ts';
import type { ProblemFinder } from './find-problems.ts';
import { readListHead } from './list-head.ts';
import { MOST_ROWS, rowsAt, rowsOf } from './rows.ts';

export type RowHandlerDependencies = {
  readonly file: (fileId: string) => Result<OpenFile, 'unknown-id'>;
  readonly find: (checkId: string) => Result<Checked, 'unknown-id'>;
  readonly problems: ProblemFinder;
  readonly whileReading: <Value>(work: () => Promise<Value>) => Promise<Value>;
};

export const createRowHandlers = ({
  file: fileOf,
  find,
  problems,
  whileReading,
}: RowHandlerDependencies): Pick<
  Handlers<EngineContract>['checks'],
  'head' | 'rows' | 'nextProblem' | 'fixEffects'
> => {
  return {
    head: async ({ fileId, rows, encoding }) => {
      const file = fileOf(fileId);
      return file.ok ? readListHead(file.value, rows, encoding) : file;
    },
    rows: async ({ checkId, range, rule }) => {
      const checked = find(checkId);
      if (!checked.ok) return checked;
      if (rule === undefined) {
        const rows = rowsOf(checked.value, range);
        return rows.ok ? succeed({ rows: rows.value }) : rows;
      }
      const { from } = range;
      const to = Math.min(range.to, from + MOST_ROWS - 1);
      const numbers = await problems.recordsWith(checked.value, rule, { from, to });
      if (!numbers.ok) return numbers;
      const rows = rowsAt(checked.value, numbers.value);
      return rows.ok ? succeed({ rows: rows.value }) : rows;
    },
    fixEffects: async ({ checkId }, { signal, progress }) => {
      const checked = find(checkId);
      if (!checked.ok) return checked;
      const input = { checked: checked.value };
      return whileReading(() => runJob('fix-effects', input, { signal, onProgress: progress }));
    },
    nextProblem: async ({ checkId, from, direction }, { signal }) => {
      const checked = find(checkId);
      if (!checked.ok) return checked;
      const found = await problems.nearest(checked.value, from, direction, signal);
      return found.ok ? succeed({ number: found.value }) : found;
    },
  };
};
