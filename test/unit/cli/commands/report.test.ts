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

  it('knows no position beyond the header', () => {
    expect(mappingOf([{ field: 'reason', column: '#9' }], header)).toMatchObject({
      error: { code: 'unknown-column', details: { column: '#9', columns: header } },
    });
    // Of a file without a header nothing is known.
    expect(mappingOf([{ field: 'reason', column: '#9' }], [])).toMatchObject({ ok: true });
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

  it('refuses a position that the file doesn’t have', async () => {
    const calls: FakeCalls = {
      batches: {
        open: async () => succeed({ batchId: 'batch-20261122-0123456789abcdef' }) as never,
      },
      files: { open: async () => succeed({ fileId: 'file-0123456789abcdef' }) as never },
      reports: { read: async () => succeed({ file: { header: ['id', 'why'] } }) as never },
    };
    const context = fakeContext(calls);
    const column = [{ field: 'reason', column: '#9' }] as const;
    expect(await report(context, 'returned.csv', { batch: 'out', column })).toBe(2);
    expect(context.terminal.printed).toEqual([]);
  });
});
