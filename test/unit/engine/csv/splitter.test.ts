import { describe, expect, it } from 'vitest';
import type { Delimiter, RawRecord } from '#engine/csv/record.ts';
import { MAX_FIELD_BYTES, MAX_RECORD_BYTES, splitRecords } from '#engine/csv/splitter.ts';
import type { TextChunk } from '#engine/csv/text.ts';

const CHUNK_BYTES = 1_048_576;

const split = (
  text: string | Uint8Array,
  options: { delimiter?: Delimiter; line?: number; maxFieldBytes?: number } = {},
): RawRecord[] => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return [...splitRecords([{ bytes, textOffset: 0 }], { delimiter: ',', ...options })];
};

/** Only what matters to a table of cases: the values, the ending, and what is odd. */
const outline = (record: RawRecord): unknown[] => {
  const odd = [
    record.stray ? 'stray' : '',
    record.invalidEncoding ? 'invalid' : '',
    record.nul ? 'nul' : '',
    record.unterminatedAtLine === null ? '' : `open since ${record.unterminatedAtLine}`,
  ].filter((word) => word !== '');
  return [record.line, record.ending, [...record.fields], ...odd];
};

const bytes = (...parts: (string | number)[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part))),
  );

describe('records that are not in order', () => {
  it.each([
    { what: 'only a quote', text: '"', records: [[1, 'none', [''], 'open since 1']] },
    { what: 'two quotes', text: '""', records: [[1, 'none', ['']]] },
    { what: 'three quotes', text: '"""', records: [[1, 'none', ['"'], 'open since 1']] },
    { what: 'four quotes', text: '""""', records: [[1, 'none', ['"']]] },
    {
      what: 'a quote that is never closed',
      text: 'a\nb,"c\r\nd,e\n',
      records: [
        [1, 'lf', ['a']],
        [2, 'none', ['b', 'c\r\nd,e\n'], 'open since 2'],
      ],
    },
    {
      what: 'a quote opened after line ends within its record',
      text: '"a\nb","c\n',
      records: [[1, 'none', ['a\nb', 'c\n'], 'open since 2']],
    },
    {
      what: 'text after a closing quote, with quotes in it',
      text: '"a"b"c,"d" \n"e"\r\n',
      records: [
        [1, 'lf', ['ab"c', 'd '], 'stray'],
        [2, 'crlf', ['e']],
      ],
    },
    {
      what: 'a quote inside an unquoted field',
      text: 'a"b,"c"\n "d",e\n',
      records: [
        [1, 'lf', ['a"b', 'c'], 'stray'],
        [2, 'lf', [' "d"', 'e'], 'stray'],
      ],
    },
    {
      what: 'NUL anywhere',
      text: 'a\0,b\n"\0"\nc\n',
      records: [
        [1, 'lf', ['a\0', 'b'], 'nul'],
        [2, 'lf', ['\0'], 'nul'],
        [3, 'lf', ['c']],
      ],
    },
    {
      what: 'a mark in the middle of the text, which is text',
      text: 'a\n\ufeffb\n',
      records: [
        [1, 'lf', ['a']],
        [2, 'lf', ['\ufeffb']],
      ],
    },
  ])('$what', ({ text, records }) => {
    expect(split(text).map(outline)).toEqual(records);
  });

  it('marks the records whose bytes are not UTF-8, and no other', () => {
    const text = bytes('a\xe9', ',', 0xe9, '\n', 'b\n', '"', 0xe3, 0x81, '"\nc\n', 0xff);
    expect(split(text).map(outline)).toEqual([
      [1, 'lf', ['aé', '\ufffd'], 'invalid'],
      [2, 'lf', ['b']],
      [3, 'lf', ['\ufffd'], 'invalid'],
      [4, 'lf', ['c']],
      [5, 'none', ['\ufffd'], 'invalid'],
    ]);
  });

  it('takes a replacement character that stands in the text for what it is', () => {
    expect(split('a\ufffd\n').map(outline)).toEqual([[1, 'lf', ['a\ufffd']]]);
  });

  it('does not make a character out of bytes around a closing quote', () => {
    expect(split(bytes('"', 0xe3, '"', 0x81, 0x82, '\n')).map(outline)).toEqual([
      [1, 'lf', ['あ'], 'stray', 'invalid'],
    ]);
  });
});

describe('line ends', () => {
  it.each([
    { what: 'nothing at all', text: '', records: [] },
    { what: 'one line end', text: '\n', records: [[1, 'lf', ['']]] },
    {
      what: 'all kinds in one file, empty lines too',
      text: 'a\nb\r\nc\rd\r\r\n\n\re',
      records: [
        [1, 'lf', ['a']],
        [2, 'crlf', ['b']],
        [3, 'cr', ['c']],
        [4, 'cr', ['d']],
        [5, 'crlf', ['']],
        [6, 'lf', ['']],
        [7, 'cr', ['']],
        [8, 'none', ['e']],
      ],
    },
    { what: 'a CR at the end of the text', text: 'a\r', records: [[1, 'cr', ['a']]] },
    { what: 'a delimiter at the end', text: 'a,', records: [[1, 'none', ['a', '']]] },
    {
      what: 'every kind inside quotes, each one line',
      text: '"a\r\nb\rc\n\rd\n\n",e\nf',
      records: [
        [1, 'lf', ['a\r\nb\rc\n\rd\n\n', 'e']],
        [8, 'none', ['f']],
      ],
    },
    {
      what: 'a CR and a LF that a quote keeps apart',
      text: '"a\r"\n"b\r""\n"\nc',
      records: [
        [1, 'lf', ['a\r']],
        [3, 'lf', ['b\r"\n']],
        [6, 'none', ['c']],
      ],
    },
    {
      what: 'a CR and a LF with text between them',
      text: '"a\rb\n"\nc',
      records: [
        [1, 'lf', ['a\rb\n']],
        [4, 'none', ['c']],
      ],
    },
  ])('$what', ({ text, records }) => {
    expect(split(text).map(outline)).toEqual(records);
  });

  it('tells number, line, place and size of each record, from wherever it starts', () => {
    const chunks = [{ bytes: Buffer.from('"a\n",\tあ\r\n\n'), textOffset: 500 }];
    const plain = { stray: false, invalidEncoding: false, nul: false };
    const whole = { ...plain, unterminatedAtLine: null, tooLongField: null };
    expect([...splitRecords(chunks, { delimiter: '\t', line: 7 })]).toEqual([
      {
        ...whole,
        ...{ number: 1, line: 7, textOffset: 500, bytes: 11, ending: 'crlf' },
        fields: ['a\n,', 'あ'],
        stray: true,
      },
      { ...whole, number: 2, line: 9, textOffset: 511, bytes: 1, ending: 'lf', fields: [''] },
    ]);
  });

  it('separates by the given delimiter alone', () => {
    const separators = [',', ';', '\t'] as const;
    expect(separators.map((delimiter) => split('a,b;c\td', { delimiter })[0]?.fields)).toEqual([
      ['a', 'b;c\td'],
      ['a,b', 'c\td'],
      ['a,b;c', 'd'],
    ]);
  });
});

/** Where a field that is too long is; what is shown of it has a test of its own. */
const placeOf = (field: RawRecord['tooLongField']) =>
  field === null ? null : { line: field.line, column: field.column };

describe('the limit of a field', () => {
  const limits = (text: string, maxFieldBytes: number): unknown[] =>
    split(text, { maxFieldBytes }).map(({ fields, textOffset, bytes: size, tooLongField }) => ({
      fields,
      end: textOffset + size,
      tooLongField: placeOf(tooLongField),
    }));

  it('lets a field of just the limit pass, quotes not counted', () => {
    expect(limits('abcd,"ab""d"\n"abc"d\n', 4)).toEqual([
      { fields: ['abcd', 'ab"d'], end: 13, tooLongField: null },
      { fields: ['abcd'], end: 20, tooLongField: null },
    ]);
  });

  it.each([
    { what: 'unquoted', text: 'a\nb,abcde,f\ng\n', end: 8, fields: ['b'], line: 2 },
    { what: 'quoted', text: 'a\n"\nb","a\nb\nc",f\ng\n', end: 12, fields: ['\nb'], line: 3 },
    {
      what: 'after its closing quote',
      text: 'a\nb,"ab"cde,f\ng\n',
      end: 10,
      fields: ['b'],
      line: 2,
    },
  ])('ends the list at a longer one: $what', ({ text, end, fields, line }) => {
    expect(limits(text, 4)).toEqual([
      { fields: ['a'], end: 2, tooLongField: null },
      { fields, end, tooLongField: { line, column: 1 } },
    ]);
  });

  it('tells how the longer one begins, without half a character', () => {
    const [record] = split('a,"ああ"\n', { maxFieldBytes: 5 });
    expect(record?.tooLongField).toEqual({ line: 1, column: 1, beginning: 'あ' });
  });

  it('counts bytes, not characters', () => {
    expect(limits('ああ\n', 5)).toEqual([
      { fields: [], end: 5, tooLongField: { line: 1, column: 0 } },
    ]);
  });

  /** A text without an end, and how much of it was asked for. */
  const endless = (first: string, fill: string) => {
    let chunks = 0;
    function* text(): Generator<TextChunk> {
      const filled = Buffer.alloc(CHUNK_BYTES, fill);
      for (let textOffset = 0; ; textOffset += CHUNK_BYTES) {
        chunks += 1;
        const start = textOffset === 0 ? Buffer.from(first) : Buffer.alloc(0);
        yield { bytes: Buffer.concat([start, filled.subarray(start.length)]), textOffset };
      }
    }
    const records = [...splitRecords(text(), { delimiter: ',' })];
    return { records, chunks };
  };

  it.each([
    { what: 'a line without end', first: 'id\n', end: 3 },
    { what: 'a quote that is never closed', first: 'id\n"', end: 4 },
  ])('stops an endless text as soon as it is passed: $what', ({ first, end }) => {
    const { records, chunks } = endless(first, 'x');
    const last = records[1];
    expect({
      chunks,
      tooLongField: placeOf(last?.tooLongField ?? null),
      end: (last?.textOffset ?? 0) + (last?.bytes ?? 0),
    }).toEqual({
      chunks: 2,
      tooLongField: { line: 2, column: 0 },
      end: end + MAX_FIELD_BYTES,
    });
  });

  it('stops at endless delimiters in bounded memory', () => {
    const { records, chunks } = endless('', ',');
    expect({
      records: records.length,
      chunks,
      field: placeOf(records[0]?.tooLongField ?? null),
    }).toEqual({
      records: 1,
      chunks: MAX_RECORD_BYTES / CHUNK_BYTES + 1,
      field: { line: 1, column: MAX_RECORD_BYTES },
    });
  });
});
