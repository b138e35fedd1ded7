/** Any range of records, of a list that was checked and of one that was not. */
import { describe, expect, it } from 'vitest';
import { previewPage } from '#engine/checks/preview.ts';
import { previewJob } from '#engine/checks/preview-job.ts';
import { lineId, withChecked, withFile } from './check-list.ts';

const context = {
  cancelled: () => false,
  progress: () => undefined,
  ask: () => Promise.reject(new Error('Nothing to ask.')),
};

/** The same range by both roads. */
const ranges = (content: string | Uint8Array, ...wanted: [from: number, to: number][]) =>
  withChecked(content, {}, async ({ checked }) => {
    const pages = [];
    for (const [from, to] of wanted) {
      const range = { from, to };
      const page = previewPage(checked, range);
      expect(await previewJob({ file: checked.file, range, encoding: 'auto' }, context)).toEqual(
        page,
      );
      pages.push(
        page.ok ? page.value.records.map(({ line, fields }) => [line, ...fields]) : page.error,
      );
    }
    return pages;
  });

describe('previews', () => {
  it('show fields as they stand, blank and broken records too', async () => {
    const content = '\nline_user_id,user_id\n U1 ,"a\n""b"""\n\nx,y,z\n"open';
    expect(await ranges(content, [1, 99], [2, 3], [5, 5], [6, 9], [3, 2])).toEqual([
      [
        [1, ''],
        [3, ' U1 ', 'a\n"b"'],
        [5, ''],
        [6, 'x', 'y', 'z'],
        [7, 'open'],
      ],
      [
        [3, ' U1 ', 'a\n"b"'],
        [5, ''],
      ],
      [[7, 'open']],
      [],
      [],
    ]);
  });

  it('reach any record of a long list', async () => {
    const lines = Array.from({ length: 4000 }, (_, n) => `${lineId(n)},会員${n}`);
    const content = Buffer.from(`${lines.join('\r')}\r`, 'utf16le');
    const pages = await ranges(content, [1, 1], [1024, 1026], [4000, 4001]);
    const row = (number: number) => [number, lineId(number - 1), `会員${number - 1}`];
    expect(pages).toEqual([[row(1)], [row(1024), row(1025), row(1026)], [row(4000)]]);
  });

  it.each([
    ['nothing', ''],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])],
    ['only a header', 'line_user_id\n'],
  ])('of %s', async (_, content) => {
    expect(await ranges(content, [1, 9])).toEqual([[]]);
  });

  it('can be cancelled', () =>
    withFile('line_user_id\n', async (file) => {
      const input = { file, range: { from: 1, to: 1 }, encoding: 'auto' as const };
      const result = await previewJob(input, { ...context, cancelled: () => true });
      expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    }));
});
