import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardFormula, spreadsheetField } from '#engine/csv/guard.ts';
import { splitRecords } from '#engine/csv/splitter.ts';

describe('values that a spreadsheet would evaluate', () => {
  const first = [...'=+-@|\t\r\n＝＋－＠'];
  const before = [
    '',
    ' ',
    '  ',
    '\u3000',
    '\u00a0',
    '\ufeff',
    '\0',
    '\u200b',
    '\u2060',
    ' \0\ufeff ',
  ];

  it('get an apostrophe, whatever stands unseen before them', () => {
    const values = first.flatMap((start) => before.map((unseen) => `${unseen}${start}1+1`));
    expect(values.map(guardFormula)).toEqual(values.map((value) => `'${value}`));
  });

  it('are always quoted', () => {
    expect(['=1+1', '=HYPERLINK("x")', '@a'].map(spreadsheetField)).toEqual([
      `"'=1+1"`,
      `"'=HYPERLINK(""x"")"`,
      `"'@a"`,
    ]);
  });
});

describe('other values', () => {
  const values = ['', ' ', 'U0123', '1=1', 'a-b', '会員＝1', "'=1", '"=1"'];

  it('stay as they are', () => {
    expect(values.map(guardFormula)).toEqual(values);
  });

  it('are quoted only where needed', () => {
    expect(['a', 'a,b', 'a"b', ' a'].map(spreadsheetField)).toEqual(['a', '"a,b"', '"a""b"', ' a']);
  });
});

it('comes out of the CSV text as the guarded value, and is found within a moment however long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (value) => {
      const bytes = Buffer.from(`${spreadsheetField(value)}\n`);
      const [record] = splitRecords([{ bytes, textOffset: 0 }], { delimiter: ',' });
      expect(record?.fields).toEqual([guardFormula(value)]);
    }),
  );
  expect(guardFormula(`${' '.repeat(1_000_000)}=`).startsWith("'")).toBe(true);
});
