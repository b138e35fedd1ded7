/** Columns of a returned file, named by hand. */
import { describe, expect, it } from 'vitest';
import { mappingOf, report } from '#cli/commands/report.ts';
import { fail, succeed } from '#contract/result.ts';
import { type FakeCalls, fakeContext } from '../fakes.ts';

const header = ['ID', 'Reason', 'reason ', '#2'];

describe('mappingOf', () => {
  it('takes positions and names, exact ones first', () => {
    expect(
      mappingOf(
        [
          { field: 'lineUserId', column: 'id' },
          { field: 'reason', column: 'Reason' },
          { field: 'userId', column: '#4' },
          { field: 'line', column: 'REASON' },
        ],
        header,
      ),
    ).toEqual({ ok: true, value: { lineUserId: 0, reason: 1, userId: 3, line: 1 } });
  });

  it('names the columns that there are', () => {
    expect(mappingOf([{ field: 'reason', column: 'Why' }], header)).toMatchObject({
      error: { code: 'unknown-column', details: { column: 'Why', columns: header } },
    });
  });
});

describe('report', () => {
  it('says how to name columns that weren’t recognised', async () => {
    const calls: FakeCalls = {
      batches: {
        open: async () => succeed({ batchId: 'batch-20261122-0123456789abcdef' }) as never,
      },
      files: { open: async () => succeed({ fileId: 'file-0123456789abcdef' }) as never },
      reports: { read: async () => fail('report-layout-unknown', { name: 'returned.csv' }) },
    };
    const context = fakeContext(calls);
    expect(await report(context, 'returned.csv', { batch: 'out' })).toBe(1);
    expect(context.terminal.told.at(-1)).toContain('--column "line-user-id=#1"');
  });
});
