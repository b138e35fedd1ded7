/**
 * Finds problems of checked lists again: which records have which, from a table that a job fills
 * while it is already asked. The job starts with the first question and belongs to its check.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { RuleId } from '#contract/rules.ts';
import { runJob } from '../jobs/run-job.ts';
import type { Checked } from './checked.ts';
import {
  createProblemTable,
  isComplete,
  nearestWith,
  type ProblemTable,
  reachedOf,
  recordsWith,
} from './problem-table.ts';
import type { ReadCode } from './read-failure.ts';

type Code = ReadCode | 'cancelled' | 'engine-died';

export type ProblemFinder = {
  /** Numbers of the records with a finding of a rule, the `from`th to the `to`th (from 1). */
  readonly recordsWith: (
    checked: Checked,
    rule: RuleId,
    range: { readonly from: number; readonly to: number },
  ) => Promise<Result<readonly number[], Code>>;
  /** The nearest record after (or before) one that has a finding; null where there is none. */
  readonly nearest: (
    checked: Checked,
    from: number,
    direction: 'next' | 'previous',
    signal: AbortSignal,
  ) => Promise<Result<number | null, Code>>;
  /** To be called when a check is closed. */
  readonly forget: (checked: Checked) => void;
};

type Search = {
  readonly table: ProblemTable;
  readonly stop: AbortController;
  /** Called, and emptied, whenever the table has grown or the job is over. */
  waiting: (() => void)[];
  /** What the job failed in, and what it threw, which is a bug; null while neither has happened. */
  failure: Result<never, Code> | null;
  thrown: { readonly error: unknown } | null;
};

export const createProblemFinder = (
  whileReading: <Value>(work: () => Promise<Value>) => Promise<Value>,
  find: typeof runJob<'find-problems'> = runJob,
): ProblemFinder => {
  const searches = new Map<Checked, Search>();

  const wake = (search: Search): void => {
    const { waiting } = search;
    search.waiting = [];
    for (const look of waiting) look();
  };

  const begin = (checked: Checked): Search => {
    const table = createProblemTable(checked.records.total);
    const search: Search = {
      ...{ table, stop: new AbortController(), waiting: [] },
      ...{ failure: null, thrown: null },
    };
    searches.set(checked, search);
    /** Who asks again may have it found again. */
    const giveUp = () => {
      if (searches.get(checked) === search) searches.delete(checked);
      wake(search);
    };
    const { signal } = search.stop;
    const input = { checked, table };
    void whileReading(() =>
      find('find-problems', input, { signal, onProgress: () => wake(search) }),
    )
      .then((result) => {
        if (result.ok) return wake(search);
        search.failure = result;
        giveUp();
      })
      .catch((error: unknown) => {
        search.thrown = { error };
        giveUp();
      });
    return search;
  };

  /** Looks again and again, as the table grows, until there is an answer or nothing more to come. */
  const until = async <Value>(
    search: Search,
    look: (table: ProblemTable) => Value | undefined,
    signal?: AbortSignal,
  ): Promise<Result<Value | null, Code>> => {
    for (;;) {
      if (signal?.aborted) return fail('cancelled');
      // Another thread fills the table: what is complete before the look stays as it is looked at.
      const wasComplete = isComplete(search.table);
      const value = look(search.table);
      if (value !== undefined) return succeed(value);
      if (wasComplete) return succeed(null);
      if (search.failure !== null) return search.failure;
      if (search.thrown !== null) throw search.thrown.error;
      await new Promise<void>((resolve) => {
        search.waiting.push(resolve);
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  };

  const searchOf = (checked: Checked): Search => searches.get(checked) ?? begin(checked);

  return {
    recordsWith: async (checked, rule, range) => {
      const wanted = range.to - range.from + 1;
      const found = await until(searchOf(checked), (table) => {
        const isAll = isComplete(table);
        const numbers = recordsWith(table, rule, range);
        return isAll || numbers.length === wanted ? numbers : undefined;
      });
      return found.ok ? succeed(found.value ?? []) : found;
    },
    nearest: (checked, from, direction, signal) =>
      until(
        searchOf(checked),
        (table) =>
          direction === 'next' || reachedOf(table) >= Math.min(from - 1, table.records)
            ? (nearestWith(table, from, direction) ?? undefined)
            : undefined,
        signal,
      ),
    forget: (checked) => {
      searches.get(checked)?.stop.abort();
      searches.delete(checked);
    },
  };
};
