/** Puts changes over a checked list, and sets its counts right. */
import type { RecordCounts } from '#contract/schemas/check.ts';
import { type Checked, textOf } from './checked.ts';
import type { Overlay } from './overlay.ts';
import { recordsAt } from './placed-records.ts';
import { createRecordView, type WalkedRecord } from './walk.ts';

const countNames = {
  deliverable: 'deliverable',
  rejected: 'rejected',
  'left-out': 'leftOut',
} as const satisfies Record<WalkedRecord['outcome'], keyof RecordCounts>;

/**
 * A check with changes: the list seen through them, and the counts that are then right. Reads the
 * changed records only, so it takes as long as there are changes. Throws what reading a list throws.
 */
export const withOverlay = (checked: Checked, overlay: Overlay): Checked => {
  const changed: Checked = { ...checked, overlay };
  const [before, after] = [createRecordView(checked), createRecordView(changed)];
  const records = { ...checked.records };
  const numbers = [...overlay.keys()].sort((a, b) => a - b);
  for (const { number, record } of recordsAt(
    textOf(checked),
    checked.plan,
    checked.index,
    numbers,
  )) {
    records[countNames[before(number, record).outcome]] -= 1;
    records[countNames[after(number, record).outcome]] += 1;
  }
  return { ...changed, records };
};
