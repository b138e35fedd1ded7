/** Where the grid gets its rows from: the head of a list, all rows of a check, or those of one rule. */
import type { RuleId } from '#contract/rules.ts';
import type { JudgedRow, ListHead } from '#contract/schemas/check.ts';
import type { Result } from '#contract/result.ts';
import { api } from '../../api/client.ts';

export type RowSource = {
  /** Changes exactly when the rows do. */
  readonly key: string;
  readonly count: number;
  /** Rows `from` to `to`, counted from 0, `to` not included. */
  readonly read: (from: number, to: number) => Promise<Result<readonly JudgedRow[]>>;
  /**
   * The position of the nearest row with a problem after (or before) a position; null where there
   * is none. A position of -1 stands before the first row.
   */
  readonly findProblem: (
    position: number,
    direction: 'next' | 'previous',
  ) => Promise<Result<number | null>>;
};

const ok = <Value>(value: Value) => ({ ok: true, value }) as const;

/** The first rows, before anything is known of them. */
export const headSource = (key: string, head: ListHead): RowSource => {
  const rows = head.rows.map(
    (row): JudgedRow => ({ ...row, outcome: 'deliverable', problems: [] }),
  );
  return {
    key: `head/${key}`,
    count: rows.length,
    read: async (from, to) => ok(rows.slice(from, to)),
    findProblem: async () => ok(null),
  };
};

/** All rows of a check. */
export const checkSource = (checkId: string, count: number): RowSource => ({
  key: checkId,
  count,
  read: async (from, to) => {
    const answer = await api.checks.rows({ checkId, range: { from: from + 1, to } });
    return answer.ok ? ok(answer.value.rows) : answer;
  },
  findProblem: async (position, direction) => {
    const answer = await api.checks.nextProblem({ checkId, from: position + 1, direction });
    if (!answer.ok) return answer;
    const { number } = answer.value;
    return ok(number === null ? null : number - 1);
  },
});

/** The rows of a check that have a finding of one rule: each of them is a problem. */
export const ruleSource = (checkId: string, rule: RuleId, count: number): RowSource => ({
  key: `${checkId}/${rule}`,
  count,
  read: async (from, to) => {
    const answer = await api.checks.rows({ checkId, range: { from: from + 1, to }, rule });
    return answer.ok ? ok(answer.value.rows) : answer;
  },
  findProblem: async (position, direction) => {
    const found = direction === 'next' ? position + 1 : position - 1;
    return ok(found >= 0 && found < count ? found : null);
  },
});
