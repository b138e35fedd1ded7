/**
 * Rows of a checked list as a window shows them: a page from anywhere with what is wrong in each
 * cell, a page of those that one rule found, and the nearest row with a problem.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import { TARGET_COLUMNS, type JudgedRow } from '#contract/schemas/check.ts';
import { isUnchanged } from '../csv/open-file.ts';
import type { Checked } from './checked.ts';
import { type ReadCode, readFailure } from './read-failure.ts';
import { shownFields } from './shown-fields.ts';
import { type WalkedRecord, walkRecords } from './walk.ts';

/** More than a window shows at once. A longer range is cut. */
export const MOST_ROWS = 500;

const positionOf = ({ plan }: Checked, column: string | null): number | null => {
  if (column === null) return null;
  const target = TARGET_COLUMNS.find((name) => name === column);
  if (target !== undefined) return plan.mapping[target] ?? null;
  const position = plan.header?.indexOf(column) ?? -1;
  return position < 0 ? null : position;
};

const judgedRow = (checked: Checked, walked: WalkedRecord): JudgedRow => ({
  number: walked.number,
  line: walked.line,
  ...shownFields(walked.record.fields),
  outcome: walked.outcome,
  problems: walked.findings.map(({ rule, severity, column }) => ({
    ...{ rule, severity },
    column: positionOf(checked, column),
  })),
});

/** What `read` gives, unless the source is no longer what was checked. */
const whileUnchanged = <Value>({ file }: Checked, read: () => Value): Result<Value, ReadCode> => {
  try {
    const value = read();
    return isUnchanged(file) ? succeed(value) : fail('file-changed', { name: file.name });
  } catch (error) {
    return readFailure(error, file.name);
  }
};

/** The rows of a range, both ends included, counted from 1. Reads little more than those. */
export const rowsOf = (
  checked: Checked,
  { from, to }: { readonly from: number; readonly to: number },
): Result<JudgedRow[], ReadCode> =>
  whileUnchanged(checked, () =>
    Array.from(walkRecords(checked, { from, to: Math.min(to, from + MOST_ROWS - 1) }), (walked) =>
      judgedRow(checked, walked),
    ),
  );

/** Records that lie closer than this are reached by reading on. */
const nearRecords = 256;

/** The rows with these numbers, which are in ascending order. */
export const rowsAt = (
  checked: Checked,
  numbers: ArrayLike<number>,
): Result<JudgedRow[], ReadCode> =>
  whileUnchanged(checked, () => {
    const rows: JudgedRow[] = [];
    for (let first = 0; first < numbers.length; ) {
      let last = first;
      while ((numbers[last + 1] ?? Number.POSITIVE_INFINITY) - (numbers[last] ?? 0) < nearRecords) {
        last += 1;
      }
      const wanted = new Set(
        Array.from({ length: last - first + 1 }, (_, i) => numbers[first + i]),
      );
      for (const walked of walkRecords(checked, { from: numbers[first], to: numbers[last] })) {
        if (wanted.has(walked.number)) rows.push(judgedRow(checked, walked));
      }
      first = last + 1;
    }
    return rows;
  });

/** So many records are judged between two breaths of the engine. */
const breathRecords = 5_000;

const breathe = () => new Promise<void>((resolve) => void setImmediate(resolve));

/** The number of the first (or last) record of a range with a finding; null where there is none. */
const problemIn = (
  checked: Checked,
  range: { readonly from: number; readonly to: number },
  direction: 'next' | 'previous',
): number | null => {
  let found: number | null = null;
  for (const { number, findings } of walkRecords(checked, range)) {
    if (findings.length === 0) continue;
    if (direction === 'next') return number;
    found = number;
  }
  return found;
};

/**
 * The nearest record after (or before) the record `from` that has a finding; null where there is
 * none. 0 stands before the first record. Lets the engine breathe on its way through a clean list.
 */
export const nearestProblem = async (
  checked: Checked,
  from: number,
  direction: 'next' | 'previous',
  signal: AbortSignal,
): Promise<Result<number | null, ReadCode | 'cancelled'>> => {
  const { total } = checked.records;
  const step = direction === 'next' ? 1 : -1;
  for (let near = from + step; near >= 1 && near <= total; near += step * breathRecords) {
    if (signal.aborted) return fail('cancelled');
    const far = near + step * (breathRecords - 1);
    const range = {
      from: Math.max(1, Math.min(near, far)),
      to: Math.min(total, Math.max(near, far)),
    };
    const found = whileUnchanged(checked, () => problemIn(checked, range, direction));
    if (!found.ok || found.value !== null) return found;
    await breathe();
  }
  return succeed(null);
};
