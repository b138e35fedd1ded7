/**
 * Rows of a checked list as a window shows them: a page from anywhere, or rows by their numbers, with
 * what is wrong in each cell.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import { TARGET_COLUMNS } from '#contract/columns.ts';
import type { JudgedRow } from '#contract/schemas/check.ts';
import { isUnchanged } from '../csv/open-file.ts';
import { type Checked, textOf } from './checked.ts';
import { recordsAt } from './placed-records.ts';
import { type ReadCode, readFailure } from './read-failure.ts';
import { shownFields } from './shown-fields.ts';
import { createRecordView, type WalkedRecord, walkRecords } from './walk.ts';

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
    if (!isUnchanged(file)) return fail('file-changed', { name: file.name });
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

/** The rows with these numbers, which are in ascending order. Reads little more than those. */
export const rowsAt = (
  checked: Checked,
  numbers: readonly number[],
): Result<JudgedRow[], ReadCode> =>
  whileUnchanged(checked, () => {
    const view = createRecordView(checked);
    const found = recordsAt(textOf(checked), checked.plan, checked.index, numbers);
    return Array.from(found, ({ number, record }) => judgedRow(checked, view(number, record)));
  });
