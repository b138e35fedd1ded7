import { ftruncateSync, openSync } from 'node:fs';
import Encoding from 'encoding-japanese';
import { expect, test } from 'vitest';
import type { EncodingName } from '#contract/schemas/common.ts';
import { readListHead } from '#engine/checks/list-head.ts';
import { lineId, withFile } from './check-list.ts';

const headOf = (
  content: string | Uint8Array,
  rows = 50,
  encoding: EncodingName | 'auto' = 'auto',
) =>
  withFile(content, (file) => {
    const head = readListHead(file, rows, encoding);
    if (!head.ok) throw new Error(head.error.code);
    return head.value;
  });

const sjis = (text: string) =>
  Uint8Array.from(Encoding.convert(Encoding.stringToCode(text), { to: 'SJIS', from: 'UNICODE' }));

test('the first rows come with their lines, the header apart', async () => {
  const { header, rows, encoding, delimiter } = await headOf(
    `line_user_id,user_id\n\n${lineId(1)},"a\nb"\n${lineId(2)},c\n`,
  );
  expect({ header, encoding, delimiter }).toEqual({
    header: ['line_user_id', 'user_id'],
    encoding: 'utf-8',
    delimiter: ',',
  });
  expect(rows.map(({ number, line, fields }) => [number, line, fields.at(-1)])).toEqual([
    [1, 2, ''],
    [2, 3, 'a\nb'],
    [3, 5, 'c'],
  ]);
});

test('no more rows are read than are asked for', async () => {
  const rows = Array.from({ length: 300 }, (_, i) => `${lineId(i)},${i}`);
  const content = `line_user_id,user_id\n${rows.join('\n')}\n`;
  expect([(await headOf(content, 3)).rows.length, (await headOf(content, 0)).rows.length]).toEqual([
    3, 0,
  ]);
});

test('the encoding is guessed, or taken as it is said', async () => {
  const content = sjis(`LINEユーザーID,会員番号\n${lineId(1)},東京\n`);
  const guessed = await headOf(content);
  const said = await headOf(content, 50, 'latin-1');
  expect([guessed.encoding, guessed.header, said.encoding]).toEqual([
    'cp932',
    ['LINEユーザーID', '会員番号'],
    'latin-1',
  ]);
  expect(said.header).not.toEqual(guessed.header);
});

test('of a large list only the first megabyte is read, to its last whole line', async () => {
  const row = `${lineId(1)},${'名'.repeat(50)}\n`;
  const head = await headOf(`line_user_id,user_id\n${row.repeat(8000)}`, 200);
  expect(head.rows.every(({ fields }) => fields[1] === '名'.repeat(50))).toBe(true);
  expect(head.encoding).toBe('utf-8');
});

test('a long line is shown, cut; one that is not whole in the head is left to the check', async () => {
  const listOf = (length: number) => `line_user_id,user_id\n${lineId(1)},${'x'.repeat(length)}`;
  const [long, longer] = [await headOf(listOf(600_000)), await headOf(listOf(2_000_000))];
  expect([long.rows[0]?.cutFields, longer.rows]).toEqual([[1], []]);
});

test.each([
  ['nothing', ''],
  ['binary', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0, 0])],
])('%s has no rows', async (_what, content) => {
  expect((await headOf(content)).rows).toEqual([]);
});

test('a list that changed since it was opened is refused', async () => {
  const answer = await withFile(`line_user_id\n${lineId(1)}\n`, (file) => {
    ftruncateSync(openSync(file.path, 'r+'), 20);
    return readListHead(file, 50, 'auto');
  });
  expect(answer).toMatchObject({ ok: false, error: { code: 'file-changed' } });
});
