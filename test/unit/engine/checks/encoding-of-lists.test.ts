/** Encodings of the lists that people have: Japanese headers and names, few rows, some damage. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../csv/encodings.ts';
import { lineId, reportFor } from './check-list.ts';

type Japanese = 'utf-8' | 'cp932' | 'euc-jp';

/** What a check makes of a list: the encoding, and the header in it. */
const readAs = async (bytes: Uint8Array) => {
  const { file } = await reportFor(bytes);
  return [file.encoding, file.header?.join(',')];
};

const rowsOf = (cells: readonly string[]): string =>
  cells.map((cell, at) => `${lineId(at)},${cell}\n`).join('');

describe('lists that were read in the wrong encoding', () => {
  const flags = [...'有無有有無有無無'];
  it.each<[what: string, encoding: Japanese, header: string, cells: readonly string[]]>([
    ['flags that are whole in UTF-8', 'euc-jp', 'line_user_id,会員ID,flag', flags],
    ['the same under a header that nobody knows', 'euc-jp', 'line_user_id,区分', flags],
    ['half-width katakana', 'euc-jp', 'line_user_id,会員ID,name', ['101,ﾀﾅｶ', '102,ｻﾄｳ']],
    ['half-width katakana under ASCII', 'euc-jp', 'line_user_id,name', ['ﾀﾅｶ', 'ｻﾄｳ']],
    ['one row of an even number', 'cp932', 'line_user_id,name', ['ｲｼｶﾜ']],
    ['characters that are private in the other', 'euc-jp', 'line_user_id,name', ['遙 曽根']],
    ['kanji that half-width katakana look like', 'cp932', 'line_user_id,name', ['自社']],
  ])('%s: %s', async (_, encoding, header, cells) => {
    const bytes = encode(`${header}\n${rowsOf(cells)}`, encoding);
    expect(await readAs(bytes)).toEqual([encoding, header]);
  });

  it.each([
    ['beside a known header', 'line_user_id,会員ID'],
    ['beside another one', 'line_user_id,氏名'],
    ['beside nothing else', 'line_user_id,user_id'],
  ])('two broken bytes %s', async (_, header) => {
    const rows = [1, 2].flatMap((n) => [
      Buffer.from(`${lineId(n)},10`),
      Buffer.of(0xc0),
      Buffer.from(`00${n}\n`),
    ]);
    const bytes = Buffer.concat([Buffer.from(`${header}\n`), ...rows]);
    expect(await readAs(bytes)).toEqual(['utf-8', header]);
  });
});

it('a header of another encoding does not decide over the rows below', async () => {
  const header = encode('line_user_id,会員ID,name\n', 'cp932');
  const rows = ['1001,田中', '1002,佐藤'];
  for (const count of [1, 2]) {
    const bytes = Buffer.concat([header, Buffer.from(rowsOf(rows.slice(0, count)))]);
    expect((await readAs(bytes))[0]).toBe('utf-8');
  }
});

const families =
  '佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 松本 井上 菅原 榊原 鶴田 さとう ワタナベ';
const given = '太郎 花子 一郎 美咲 陽菜 大翔 結衣 健 颯太 さくら ひかり ミサキ タロウ ハナコ';
const halfWidth = 'ｻﾄｳ ｽｽﾞｷ ﾀｶﾊｼ ﾀﾅｶ ｲﾄｳ ﾜﾀﾅﾍﾞ ﾔﾏﾓﾄ ﾊﾅｺ ﾀﾛｳ ｲﾁﾛｳ ﾐｻｷ ﾔﾏﾀﾞ ｱﾍﾞ ﾓﾘ ﾊｼﾓﾄ ｲｼｶﾜ';
const oneOf = (words: string) => fc.constantFrom(...words.split(' '));
const fullName = fc.tuple(oneOf(families), oneOf(given)).map((names) => names.join(''));
const encodings = fc.constantFrom<Japanese[]>('utf-8', 'cp932', 'euc-jp');

it('lists with headers that are known, whatever stands in them', async () => {
  const header = fc
    .tuple(
      fc.constantFrom('LINEユーザーID', 'LINE会員ID', 'line_user_id'),
      fc.constantFrom('会員番号', '顧客ID', 'お客様番号', '利用者ID'),
    )
    .map((names) => names.join(','));
  const cell = fc.oneof(fullName, oneOf(halfWidth), fc.constantFrom('有', '無', '男', '女', '1'));
  await fc.assert(
    fc.asyncProperty(
      encodings,
      header,
      fc.array(cell, { maxLength: 6 }),
      async (to, names, cells) => {
        expect(await readAs(encode(`${names}\n${rowsOf(cells)}`, to))).toEqual([to, names]);
      },
    ),
    { numRuns: 150 },
  );
});

it('lists of some names, also under a header in ASCII', async () => {
  const names = fc.oneof(
    fc.uniqueArray(fullName, { minLength: 5, maxLength: 20 }),
    fc.uniqueArray(oneOf(halfWidth), { minLength: 10 }),
  );
  await fc.assert(
    fc.asyncProperty(encodings, names, async (to, cells) => {
      const list = `line_user_id,name\n${rowsOf(cells)}`;
      expect((await readAs(encode(list, to)))[0]).toBe(to);
    }),
    { numRuns: 150 },
  );
});
