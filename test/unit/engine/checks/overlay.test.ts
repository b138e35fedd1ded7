import { expect, test } from 'vitest';
import { MARK } from '#engine/checks/marks.ts';
import type { Overlay } from '#engine/checks/overlay.ts';
import { rowsOf } from '#engine/checks/rows.ts';
import { walkProblems } from '#engine/checks/walk-problems.ts';
import { withOverlay } from '#engine/checks/with-overlay.ts';
import { lineId, withChecked } from './check-list.ts';

/** More than one page of marks; row 2 is cut off, row 70,000 has spaces, 70,001 repeats 70,002. */
const list = () => {
  const rows = Array.from({ length: 70_002 }, (_, at) => `${lineId(at)},${at}`);
  rows[1] = 'U12,1';
  rows[69_999] = `${lineId(69_999)}, 69999`;
  rows[70_001] = rows[70_000] ?? '';
  return `line_user_id,user_id\n${rows.join('\n')}\n`;
};

test('a mended cell, a row set aside and a fix for a rule show in pages and in what is found', () =>
  withChecked(list(), { fixes: ['user-id-spaces'] }, ({ checked }) => {
    const overlay: Overlay = new Map([
      [2, { fields: new Map([[0, lineId(900_000)]]) }],
      [5, { setAside: true }],
      [70_002, { fields: new Map([[0, lineId(900_001)]]), marks: MARK.relinksUser }],
    ]);
    const mended = withOverlay(checked, overlay);
    const seen = (from: number) => {
      const page = rowsOf(mended, { from, to: from });
      if (!page.ok) throw new Error(page.error.code);
      return page.value.map(({ fields, outcome, problems }) => ({
        id: fields[0],
        outcome,
        rules: problems.map(({ rule }) => rule),
      }));
    };
    const found = [...walkProblems(mended)].flatMap((step) =>
      step.what === 'problem'
        ? [[step.walked.number, step.walked.userId, ...step.walked.fixesApplied]]
        : [],
    );
    expect({
      counts: [checked.records, mended.records],
      pages: [2, 5, 70_002].flatMap(seen),
      found,
    }).toEqual({
      counts: [
        { total: 70_002, deliverable: 70_000, rejected: 1, leftOut: 1 },
        { total: 70_002, deliverable: 70_001, rejected: 0, leftOut: 1 },
      ],
      pages: [
        { id: lineId(900_000), outcome: 'deliverable', rules: [] },
        { id: lineId(4), outcome: 'left-out', rules: [] },
        { id: lineId(900_001), outcome: 'deliverable', rules: ['relinks-user'] },
      ],
      found: [
        [70_000, '69999', 'user-id-spaces'],
        [70_002, '70000'],
      ],
    });
  }));
