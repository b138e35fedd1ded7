import { describe, expect, test } from 'vitest';
import { recogniseReturned } from '#engine/reports/recognise.ts';
import { lineId, withFile } from '../checks/check-list.ts';

const originOf = (content: string | Uint8Array, name = 'list.csv') =>
  withFile(
    content,
    (file) => {
      const origin = recogniseReturned(file);
      if (!origin.ok) throw new Error(origin.error.code);
      return origin.value;
    },
    name,
  );

const rows = (last: string) => [1, 2, 3].map((number) => `${lineId(number)},${last}`).join('\n');

describe('a list is not taken for a report', () => {
  test.each([
    ['nothing at all', ''],
    ['binary', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0])],
    ['the usual header', `line_user_id,user_id\n${rows('7')}\n`],
    ['no header', `${rows('member 7')}\n`],
    ['a status of its own', `line_user_id,status\n${rows('active')}\n`],
    ['remarks about people', `line_user_id,詳細\n${rows('東京本店の会員です')}\n`],
    ['a column named to deceive', `line_user_id,<img onerror=x>\n${rows('a b c')}\n`],
    ['nothing known', 'name,number\nA,1\n'],
  ])('%s', async (_what, content) => expect(await originOf(content)).toBeNull());
});

describe('a report is told by its columns', () => {
  test.each([
    ['in English', `line_user_id,error message\n${rows('Unknown user')}\n`, 'receiver'],
    ['in Japanese', `LINEユーザーID,エラー内容\n${rows('不明なユーザー')}\n`, 'receiver'],
    ['without LINE IDs', 'user_id,reason\n7,unknown\n', 'receiver'],
    ['our findings', 'file,line,rule,severity,column,value,explanation\n', 'dropline-findings'],
    ['our rejected rows', '\ufeffline,rules,line_user_id\n', 'dropline-rejected'],
  ])('%s', async (_what, content, origin) => expect(await originOf(content)).toBe(origin));
});

test('a doubtful column is one of reasons where the name of the file says so', async () => {
  const content = `line_user_id,status\n${rows('not a friend of the account')}\n`;
  const names = ['error_20261122.csv', 'エラー.csv', 'list.csv', 'onerror.csv', 'terrors.csv'];
  expect(await Promise.all(names.map((name) => originOf(content, name)))).toEqual([
    'receiver',
    'receiver',
    null,
    null,
    null,
  ]);
});

test('only the head of a large file is read', async () => {
  const line = `${lineId(1)},Blocked\n`;
  const content = `line_user_id,error\n${line.repeat(40_000)}`;
  expect(await originOf(content)).toBe('receiver');
});
