/** Columns of a returned file, named by hand. */
import { describe, expect, it } from 'vitest';
import { mappingOf } from '#cli/commands/report.ts';

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
