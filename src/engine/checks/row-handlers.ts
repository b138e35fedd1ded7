/** The calls with which a window looks at the rows of a list, before and after its check. */
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { type Result, succeed } from '#contract/result.ts';
import type { RuleId } from '#contract/rules.ts';
import type { OpenFile } from '../csv/open-file.ts';
import { runJob } from '../jobs/run-job.ts';
import type { Checked } from './checked.ts';
import { readListHead } from './list-head.ts';
import { MOST_ROWS, nearestProblem, rowsAt, rowsOf } from './rows.ts';

export type RowHandlerDependencies = {
  readonly file: (fileId: string) => Result<OpenFile, 'unknown-id'>;
  readonly find: (checkId: string) => Result<Checked, 'unknown-id'>;
  readonly whileReading: <Value>(work: () => Promise<Value>) => Promise<Value>;
};

export const createRowHandlers = ({
  file: fileOf,
  find,
  whileReading,
}: RowHandlerDependencies): Pick<
  Handlers<EngineContract>['checks'],
  'head' | 'rows' | 'nextProblem' | 'fixEffects'
> => {
  /** Kept as long as the check they belong to, so that a list is gone through once for a rule. */
  const known = new WeakMap<Checked, Map<RuleId, ReturnType<typeof findRecords>>>();

  const findRecords = (checked: Checked, rule: RuleId) =>
    whileReading(() => runJob('rule-records', { checked, rule }));

  const recordsOf = async (checked: Checked, rule: RuleId) => {
    const byRule = known.get(checked) ?? new Map<RuleId, ReturnType<typeof findRecords>>();
    known.set(checked, byRule);
    const records = byRule.get(rule) ?? findRecords(checked, rule);
    byRule.set(rule, records);
    const answer = await records;
    if (!answer.ok) byRule.delete(rule);
    return answer;
  };

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
      const records = await recordsOf(checked.value, rule);
      if (!records.ok) return records;
      const from = range.from - 1;
      const numbers = records.value.numbers.subarray(from, Math.min(range.to, from + MOST_ROWS));
      const rows = rowsAt(checked.value, numbers);
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
      const found = await whileReading(() =>
        nearestProblem(checked.value, from, direction, signal),
      );
      return found.ok ? succeed({ number: found.value }) : found;
    },
  };
};
