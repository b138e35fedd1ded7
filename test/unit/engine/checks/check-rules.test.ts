/** Every rule over a whole file: what is counted, with which severity, and what becomes of records. */
import { describe, expect, it } from 'vitest';
import { countsIn, lineId, type Options, reportFor, runOn, withFile } from './check-list.ts';

const [a, b, c] = [lineId(1), lineId(2), lineId(3)];
const header = 'line_user_id,user_id';
const list = (...lines: string[]) => `${lines.join('\n')}\n`;
const [ended, open] = [list(header, `${a},1`), `${header}\n${a},1`];
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

type Records = [total: number, deliverable: number, rejected: number, leftOut: number];
type Case = [
  what: string,
  content: string | Uint8Array,
  counts: Record<string, number>,
  records: Records,
  options?: Options,
];

const verdict = async (content: string | Uint8Array, options: Options = {}) => {
  const report = await reportFor(content, options);
  const { total, deliverable, rejected, leftOut } = report.records;
  return { counts: countsIn(report), records: [total, deliverable, rejected, leftOut] };
};

const table = (cases: readonly Case[]) =>
  it.each(cases)('%s', async (_, content, counts, records, options) => {
    expect(await verdict(content, options)).toEqual({ counts, records });
  });

describe('files that hold no list', () => {
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52];
  table([
    ['nothing at all', '', { 'file-empty error': 1 }, [0, 0, 0, 0]],
    [
      'only a byte order mark',
      '\ufeff',
      { 'file-empty error': 1, 'byte-order-mark info': 1 },
      [0, 0, 0, 0],
    ],
    ['only a header', list(header), { 'file-empty error': 1 }, [0, 0, 0, 0]],
    ['a header without an end', header, { 'file-empty error': 1 }, [0, 0, 0, 0]],
    ['only blank records', '\n\n\n', { 'file-empty error': 1, 'row-blank info': 3 }, [3, 0, 3, 0]],
    ['a header and a blank record', list(header, ''), { 'row-blank info': 1 }, [1, 0, 0, 1]],
    ['a picture', Uint8Array.from(png), { 'file-not-text error': 1 }, [0, 0, 0, 0]],
    [
      'a header without line_user_id',
      list('name,user_id', 'x,1', 'y,2'),
      { 'column-missing error': 1, 'header-unknown-column warning': 1 },
      [2, 0, 2, 0],
    ],
    [
      'no known name',
      list('name,age', 'x,1', ''),
      { 'column-missing error': 1, 'header-unknown-column warning': 1, 'row-blank info': 1 },
      [2, 0, 2, 0],
    ],
    [
      'a user ID demanded and not there',
      list('line_user_id', a),
      { 'column-missing error': 1 },
      [1, 0, 1, 0],
      { format: 'ids-and-users' },
    ],
    [
      'the same column twice',
      list('line_user_id,line_user_id', `${a},${a}`),
      { 'header-duplicate-column error': 1 },
      [1, 0, 1, 0],
    ],
    [
      'the same column by an alias',
      list('line_user_id,user_id,会員ID', `${a},1,2`),
      { 'header-duplicate-column error': 1 },
      [1, 0, 1, 0],
    ],
    [
      'a quote that never closes, in the first record',
      `"${header}\n${a},1\n`,
      { 'quote-unterminated error': 1 },
      [1, 0, 1, 0],
    ],
  ]);
});

describe('the form of the file', () => {
  table([
    ['in order', ended, {}, [1, 1, 0, 0]],
    ['without a last line end', open, {}, [1, 1, 0, 0]],
    ['CRLF', ended.replaceAll('\n', '\r\n'), { 'newline-mixed info': 1 }, [1, 1, 0, 0]],
    ['a lone CR', ended.replaceAll('\n', '\r'), { 'newline-mixed info': 1 }, [1, 1, 0, 0]],
    ['a mixture', `${header}\r\n${a},1\n`, { 'newline-mixed info': 1 }, [1, 1, 0, 0]],
    [
      'a line break within quotes only',
      list(header, `${a},"x\r\ny"`),
      { 'user-id-line-break warning': 1 },
      [1, 1, 0, 0],
    ],
    ['a byte order mark', `\ufeff${ended}`, { 'byte-order-mark info': 1 }, [1, 1, 0, 0]],
    ['two byte order marks', `\ufeff\ufeff${ended}`, { 'byte-order-mark info': 1 }, [1, 1, 0, 0]],
    [
      'UTF-16',
      Buffer.from(`\ufeff${ended}`, 'utf16le'),
      { 'encoding-not-utf8 info': 1 },
      [1, 1, 0, 0],
    ],
    [
      'Latin-1 by hand',
      Buffer.from(list(header, `${a},é`), 'latin1'),
      { 'encoding-not-utf8 info': 1 },
      [1, 1, 0, 0],
      { encoding: 'latin-1' },
    ],
    ['tabs', ended.replaceAll(',', '\t'), { 'delimiter-not-comma info': 1 }, [1, 1, 0, 0]],
    ['semicolons', ended.replaceAll(',', ';'), { 'delimiter-not-comma info': 1 }, [1, 1, 0, 0]],
    ['semicolons within values', list(header, `${a},x;y;z`), {}, [1, 1, 0, 0]],
    [
      'tabs without a header',
      `${a}\t1\n`,
      { 'delimiter-not-comma info': 1, 'header-missing info': 1 },
      [1, 1, 0, 0],
    ],
  ]);

  it('names of files', async () => {
    const rules = ['list.csv', 'my list.csv', 'list.txt', 'list.CSV', '名簿.csv'].map((name) =>
      withFile(
        ended,
        async (file) => {
          const result = await runOn(file);
          return result.ok ? Object.keys(countsIn(result.value.report)) : [];
        },
        name,
      ),
    );
    const invalid = ['file-name-invalid info'];
    expect(await Promise.all(rules)).toEqual([[], invalid, invalid, invalid, []]);
  });

  it('tells what it saw', async () => {
    const report = await reportFor(Buffer.from(`\ufeff\n${header}\r\n${a};1`, 'utf16le'));
    expect(report.file).toMatchObject({
      name: 'list.csv',
      encoding: 'utf-16le',
      bom: true,
      delimiter: ',',
      newline: 'mixed',
      header: ['line_user_id', 'user_id'],
      mapping: { line_user_id: 0, user_id: 1 },
      format: 'ids-and-users',
    });
  });
});

describe('headers', () => {
  table([
    ['none', list(`${a},1`, `${b},2`), { 'header-missing info': 1 }, [2, 2, 0, 0]],
    ['none, and the user ID first', list(`1,${a}`), { 'header-missing info': 1 }, [1, 1, 0, 0]],
    [
      'none, and names beside the LINE IDs',
      list(`${a},山田 太郎`, `${b},佐藤花子`, `${c},鈴木ジョン3`),
      { 'header-missing warning': 1 },
      [3, 3, 0, 0],
    ],
    [
      'none, and names in Latin letters, first',
      list(`Taro Yamada,${a}`, `Hanako Sato,${b}`, `René Müller,${c}`),
      { 'header-missing warning': 1 },
      [3, 3, 0, 0],
    ],
    [
      'none, and numbers that count up',
      list(`${a},101`, `${b},102`, `${c},103`),
      { 'header-missing warning': 1 },
      [3, 3, 0, 0],
    ],
    [
      'none, and user IDs, of which one reads like a name',
      list(`${a},会員17`, `${b},taro`, `${c},花子`),
      { 'header-missing info': 1 },
      [3, 3, 0, 0],
    ],
    [
      'none, and names that a person says are user IDs',
      list(`${a},山田太郎`, `${b},佐藤花子`, `${c},鈴木一郎`),
      { 'header-missing info': 1 },
      [3, 3, 0, 0],
      { map: [{ source: '#2', target: 'user_id' }] },
    ],
    [
      'none, and spaces around the ID',
      list(` ${a} ,1`),
      { 'header-missing info': 1, 'line-user-id-spaces info': 1 },
      [1, 1, 0, 0],
    ],
    [
      'none, and a group first',
      list(`C${a.slice(1)},1`, `${b},2`),
      { 'header-missing info': 1, 'line-user-id-wrong-kind error': 1 },
      [2, 1, 1, 0],
    ],
    [
      'none, of three columns',
      list(`${a},1,x`),
      { 'header-missing info': 1, 'header-unknown-column warning': 1 },
      [1, 1, 0, 0],
    ],
    ['quoted', list('"line_user_id","user_id"', `${a},1`), {}, [1, 1, 0, 0]],
    ['aliases', list('LINE UID,会員ID', `${a},1`), { 'header-alias info': 1 }, [1, 1, 0, 0]],
    ['reversed', list('user_id,line_user_id', `1,${a}`), { 'header-alias info': 1 }, [1, 1, 0, 0]],
    [
      'uid beside line_user_id',
      list('line_user_id,uid', `${a},1`),
      { 'header-alias info': 1 },
      [1, 1, 0, 0],
    ],
    ['uid beside user_id', list('uid,user_id', `${a},1`), { 'header-alias info': 1 }, [1, 1, 0, 0]],
    [
      'uid and id, by their values',
      list('uid,id', `1,${a}`),
      { 'header-alias info': 1 },
      [1, 1, 0, 0],
    ],
    [
      'row numbers beside line_user_id',
      list('id,line_user_id', `7,${a}`, `8,${b}`, `9,${c}`),
      { 'header-alias warning': 1 },
      [3, 3, 0, 0],
    ],
    [
      'an id that does not count up',
      list('id,line_user_id', `7,${a}`, `9,${b}`, `10,${c}`),
      { 'header-alias info': 1 },
      [3, 3, 0, 0],
    ],
    [
      'user IDs that count up, and say that they are',
      list('user_id,line_user_id', `7,${a}`, `8,${b}`, `9,${c}`),
      { 'header-alias info': 1 },
      [3, 3, 0, 0],
    ],
    [
      'a column too many',
      list(`${header},name`, `${a},1,x`),
      { 'header-unknown-column warning': 1 },
      [1, 1, 0, 0],
    ],
    [
      'unknown columns of one name',
      list(`${header},,`, `${a},1,,`),
      { 'header-unknown-column warning': 1 },
      [1, 1, 0, 0],
    ],
    [
      'blank records before it',
      list('', ' , ', header, `${a},1`),
      { 'row-blank info': 2 },
      [3, 1, 0, 2],
    ],
    [
      'mapped by hand',
      list('a,b', `${a},1`),
      {},
      [1, 1, 0, 0],
      {
        map: [
          { source: 'a', target: 'line_user_id' },
          { source: '#2', target: 'user_id' },
        ],
      },
    ],
    [
      'one of two alike, by hand',
      list('line_user_id,line_user_id', `${a},${b}`),
      { 'header-unknown-column warning': 1 },
      [1, 1, 0, 0],
      { map: [{ source: '#2', target: 'line_user_id' }] },
    ],
    [
      'one column for both, by hand',
      list('uid', a),
      { 'header-duplicate-column error': 1 },
      [1, 0, 1, 0],
      {
        map: [
          { source: 'uid', target: 'line_user_id' },
          { source: '#1', target: 'user_id' },
        ],
      },
    ],
    [
      'nothing below the header, and a blank record above it',
      list('', 'line_user_id'),
      { 'file-empty error': 1, 'row-blank info': 1 },
      [1, 0, 1, 0],
    ],
    [
      'a LINE ID beside what is also a name',
      list(`${a},member id`, `${b},b`),
      { 'header-missing info': 1 },
      [2, 2, 0, 0],
    ],
    [
      'a LINE ID to be mended beside what is also a name',
      list(`"\u3000${a}",uid`, `${b},b`),
      { 'header-missing info': 1, 'line-user-id-spaces info': 1 },
      [2, 2, 0, 0],
    ],
    [
      'a LINE ID beside a name, and columns by hand',
      list(`${a},member id`, `${b},b`),
      { 'header-missing info': 1 },
      [2, 2, 0, 0],
      { map: [{ source: '#1', target: 'line_user_id' }] },
    ],
    [
      'a name beside what only looks like a LINE ID',
      list(`line_user_id,${a}0`, `${b},b`),
      { 'header-unknown-column warning': 1 },
      [1, 1, 0, 0],
    ],
    [
      'a name of two columns, by hand',
      list('x,x', `${a},1`),
      { 'header-duplicate-column error': 1 },
      [1, 0, 1, 0],
      { map: [{ source: 'x', target: 'line_user_id' }] },
    ],
  ]);

  const hidden = { 'column-missing error': 1, 'header-unknown-column warning': 1 };
  const damaged = { 'header-unknown-column warning': 1 };
  const byHand: Options['map'] = [{ source: '#2', target: 'user_id' }];
  table([
    [
      'bytes that are no text in the name of the user IDs',
      bytes('line_user_id,', [0x89, 0xef, 0x88, 0xf5], `ID,name\n${a},1,田\n${b},2,佐\n`),
      { 'encoding-invalid error': 1, ...hidden },
      [2, 0, 2, 0],
    ],
    [
      'a single byte too many',
      bytes('line_user_id,user_id', [0xff], `\n${a},1\n`),
      { 'encoding-invalid error': 1, ...hidden },
      [1, 0, 1, 0],
    ],
    [
      'NUL in a name',
      list('line_user_id,user\u0000_id', `${a},1`),
      { 'nul-byte error': 1, ...hidden },
      [1, 0, 1, 0],
    ],
    [
      'text after the quote of a name',
      list('line_user_id,"user_id"x', `${a},1`),
      { 'quote-stray error': 1, ...hidden },
      [1, 0, 1, 0],
    ],
    [
      'damage, and rows with the same',
      list('line_user_id,user\u0000_id,x', `${a},1,\u0000`, `${b},2,"3"4`),
      { 'nul-byte error': 2, 'quote-stray error': 1, ...hidden },
      [2, 0, 2, 0],
    ],
    [
      'damage below blank records',
      list('', 'line_user_id,user\u0000_id', `${a},1`),
      { 'nul-byte error': 1, 'row-blank info': 1, ...hidden },
      [2, 0, 2, 0],
    ],
    [
      'damage, and both columns there',
      list(`${header},na\u0000me`, `${a},1,x`),
      { 'nul-byte error': 1, ...damaged },
      [1, 1, 0, 0],
    ],
    [
      'damage, and user IDs by hand',
      list('line_user_id,user\u0000_id', `${a},1`),
      { 'nul-byte error': 1 },
      [1, 1, 0, 0],
      { map: byHand },
    ],
    [
      'damage, and nobody wants user IDs',
      list('line_user_id,user\u0000_id', `${a},1`),
      { 'nul-byte error': 1, ...damaged },
      [1, 1, 0, 0],
      { format: 'ids-only' },
    ],
    [
      'damage in a list of blocked people',
      list('line_user_id,user\u0000_id', `${a},1`),
      { 'nul-byte error': 1, ...damaged },
      [1, 1, 0, 0],
      { type: 'unfollowed' },
    ],
    [
      'damage of the LINE ID’s name',
      list('line_user\u0000_id,user_id', `${a},1`),
      { 'nul-byte error': 1, ...hidden },
      [1, 0, 1, 0],
    ],
    [
      'no header, and a first record with damage',
      list(`${a},1\u0000`, `${b},2`),
      { 'header-missing info': 1, 'nul-byte error': 1 },
      [2, 1, 1, 0],
    ],
  ]);

  it('tells the header among the samples of a rule, and that it is one of them', async () => {
    const content = bytes('\nline_user_id,user_id,', [0xff], `\n${a},1,`, [0xff], '\n');
    const all = await reportFor(content);
    expect(all.findings.find(({ rule }) => rule === 'encoding-invalid')).toEqual({
      ...{ rule: 'encoding-invalid', severity: 'error', count: 2, inHeader: true },
      samples: [
        { line: 2, column: null, value: 'line_user_id,user_id,\ufffd', byteOffset: 22 },
        { line: 3, column: null, value: `${a},1,\ufffd`, byteOffset: 60 },
      ],
    });
    const one = await reportFor(content, { maxSamples: 1 });
    const lines = one.findings.flatMap(({ samples }) => samples.map(({ line }) => line));
    expect(lines).toEqual([2, 2, 1]);
    const rows = await reportFor(list(header, `${a},1\u0000`));
    expect(rows.findings.map(({ inHeader }) => inHeader)).toEqual([undefined]);
  });

  it.each(['c', '#0', '#3', '#', ''])('no column %j', async (source) => {
    const options: Options = { map: [{ source: source || ' ', target: 'user_id' }] };
    const result = await withFile(ended, (file) => runOn(file, options));
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'unknown-column', details: { columns: ['line_user_id', 'user_id'] } },
    });
  });

  it('names the columns of a list without header by their places', async () => {
    const options: Options = { map: [{ source: 'x', target: 'user_id' }] };
    const result = await withFile(`${a},1\n`, (file) => runOn(file, options));
    expect(result).toMatchObject({ error: { details: { column: 'x', columns: ['#1', '#2'] } } });
  });

  it('numbers and lines leave the header out', async () => {
    const { findings } = await reportFor(list('', header, `${a},`, `${b},"x\ny"`, `${c},`));
    expect(
      findings.flatMap(({ rule, samples }) => samples.map(({ line }) => [rule, line])),
    ).toEqual([
      ['row-blank', 1],
      ['user-id-missing', 3],
      ['user-id-missing', 6],
      ['user-id-line-break', 4],
    ]);
  });
});

describe('records by themselves', () => {
  const unfollowed: Options = { type: 'unfollowed' };
  table([
    [
      'blank ones',
      list(header, '', ',', ' ,\u3000', `${a},1`),
      { 'row-blank info': 3 },
      [4, 1, 0, 3],
    ],
    [
      'invalid bytes',
      bytes(`${header}\n${a},`, [0xff, 0xfe, 0x80], `\n${b},2\n`),
      { 'encoding-invalid error': 1 },
      [2, 1, 1, 0],
      { encoding: 'utf-8' },
    ],
    ['NUL', list(header, `${a},1\u0000`, `${b},2`), { 'nul-byte error': 1 }, [2, 1, 1, 0]],
    [
      'a stray quote, and more',
      list(header, `${a}, "1"`),
      { 'quote-stray error': 1, 'user-id-spaces warning': 1 },
      [1, 0, 1, 0],
    ],
    ['text after a quote', list(header, `${a},"1"x`), { 'quote-stray error': 1 }, [1, 0, 1, 0]],
    ['too many fields', list(header, `U1,1,2`), { 'row-field-count error': 1 }, [1, 0, 1, 0]],
    [
      'one field too few',
      list(header, a),
      { 'row-field-count info': 1, 'user-id-missing error': 1 },
      [1, 0, 1, 0],
    ],
    [
      'one field too few, refused',
      list(header, a),
      { 'row-field-count error': 1, 'user-id-missing error': 1 },
      [1, 0, 1, 0],
      { refusedFixes: ['row-field-count'] },
    ],
    [
      'one field too few, harmlessly',
      list(`${header},note`, `${a},1`),
      { 'header-unknown-column warning': 1, 'row-field-count info': 1 },
      [1, 1, 0, 0],
    ],
    [
      'two fields too few',
      list(`${header},note`, a),
      { 'header-unknown-column warning': 1, 'row-field-count error': 1 },
      [1, 0, 1, 0],
    ],
    [
      'an open quote',
      `${header}\n${a},1\n${b},"2\n${c},3\n`,
      { 'quote-unterminated error': 1 },
      [2, 1, 1, 0],
    ],
    [
      'several errors are one rejected record',
      list(header, `U1,${'x'.repeat(192)}\u0007`),
      { 'line-user-id-length error': 1, 'user-id-too-long error': 1, 'user-id-control error': 1 },
      [1, 0, 1, 0],
    ],
    [
      'a refused trim',
      list(header, ` ${a},1`),
      { 'line-user-id-spaces error': 1 },
      [1, 0, 1, 0],
      { refusedFixes: ['line-user-id-spaces'] },
    ],
    [
      'only white space is missing, trim or not',
      list(header, `\u3000,1`),
      { 'line-user-id-missing error': 1 },
      [1, 0, 1, 0],
      { refusedFixes: ['line-user-id-spaces'] },
    ],
    ['no user ID', list(header, `${a}, `), { 'user-id-missing error': 1 }, [1, 0, 1, 0]],
    [
      'no user ID, split off',
      list(header, `${a},`),
      { 'user-id-missing warning': 1 },
      [1, 1, 0, 0],
      { fixes: ['user-id-missing'] },
    ],
    [
      'no user ID, Format 2',
      list(header, `${a},`),
      { 'user-id-missing warning': 1 },
      [1, 1, 0, 0],
      { format: 'ids-only' },
    ],
    [
      'no user ID, blocked',
      list(header, `${a},`),
      { 'user-id-missing warning': 1 },
      [1, 1, 0, 0],
      unfollowed,
    ],
    [
      'no user ID, blocked, Format 1',
      list(header, `${a},`),
      { 'user-id-missing warning': 1 },
      [1, 1, 0, 0],
      { ...unfollowed, format: 'ids-and-users' },
    ],
    [
      'a long user ID, blocked',
      list(header, `${a},${'x'.repeat(192)}`),
      { 'user-id-too-long warning': 1 },
      [1, 1, 0, 0],
      unfollowed,
    ],
    [
      'a bad LINE ID, blocked',
      list(header, 'U1,1'),
      { 'line-user-id-length error': 1 },
      [1, 0, 1, 0],
      unfollowed,
    ],
  ]);

  it('stops at a field that is too long', async () => {
    const long = 'x'.repeat(1_048_577);
    const report = await reportFor(list(header, `${a},1`, `${b},"`, `2${long}`, `${c},3"`));
    expect([report.records, report.findings]).toMatchObject([
      { total: 2, deliverable: 1, rejected: 1, leftOut: 0, partial: true },
      [
        {
          rule: 'field-too-long',
          severity: 'error',
          count: 1,
          samples: [{ line: 3, column: 'user_id' }],
        },
      ],
    ]);
  });

  it('takes a field of exactly the limit', async () => {
    const report = await reportFor(list(header, `${a},${'x'.repeat(1_048_576)}`));
    expect(countsIn(report)).toEqual({ 'user-id-too-long error': 1 });
  });

  it('names the line of the open quote, and cuts samples', async () => {
    const { findings } = await reportFor(`${header}\n${a},1\nx,"y\nz",\n"${'👍'.repeat(300)}`);
    const open = findings.find(({ rule }) => rule === 'quote-unterminated');
    expect(open?.samples).toEqual([{ line: 5, column: null, value: '👍'.repeat(200) }]);
  });

  it('shows the value as it stands, and no more samples than asked for', async () => {
    const lines = [1, 2, 3, 4].map((n) => `" ${lineId(n)}",${n}`);
    const { findings } = await reportFor(list(header, ...lines), { maxSamples: 2 });
    expect(findings).toEqual([
      {
        rule: 'line-user-id-spaces',
        severity: 'info',
        count: 4,
        samples: [1, 2].map((n) => ({
          line: n + 1,
          column: 'line_user_id',
          value: ` ${lineId(n)}`,
        })),
      },
    ]);
  });
});

describe('the usual length of user IDs', () => {
  const damage = 'user-id-excel-damage warning';
  const many = (count: number, short: number) =>
    list(
      header,
      ...Array.from({ length: count }, (_, n) => {
        const id = String(n).padStart(8, '0');
        return `${lineId(n)},${n < short ? String(n + 1) : id}`;
      }),
    );
  table([
    ['99 are too few', many(99, 1), {}, [99, 99, 0, 0]],
    ['100 are enough', many(100, 1), { [damage]: 1 }, [100, 100, 0, 0]],
    ['95 of 100 share a length', many(100, 5), { [damage]: 5 }, [100, 100, 0, 0]],
    ['94 of 100 do not', many(100, 6), {}, [100, 100, 0, 0]],
    [
      'padded',
      many(100, 5),
      { [damage]: 5, 'duplicate-user-id warning': 2 },
      [100, 100, 0, 0],
      { fixes: ['user-id-excel-damage'] },
    ],
  ]);

  it('longer ones are in order, and samples are the first in the file', async () => {
    const lines = Array.from({ length: 200 }, (_, n) => {
      const id = { 20: '7', 40: '4.9E+12', 60: '123456789', 80: '99' }[n];
      return `${lineId(n)},${id ?? 10_000_000 + n}`;
    });
    const { findings } = await reportFor(list(header, ...lines), { maxSamples: 2 });
    expect(findings).toEqual([
      {
        rule: 'user-id-excel-damage',
        severity: 'warning',
        count: 3,
        samples: [
          { line: 22, column: 'user_id', value: '7' },
          { line: 42, column: 'user_id', value: '4.9E+12' },
        ],
      },
    ]);
  });
});
