/** Lists with every odd thing that files have, for holding two scans against each other. */
import fc from 'fast-check';
import type { ForeignEncoding } from '#engine/csv/decoding/decoders.ts';
import { encode } from '../../csv/encodings.ts';

/** Printable ASCII in full width. */
const wide = (text: string): string =>
  text.replaceAll(/[!-~]/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0));

const hex = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));

/** Few IDs, so that copies and conflicts abound. */
const knownIds = Array.from(
  { length: 8 },
  (_, at) => `U${String(at).repeat(3)}${'a9'.repeat(14)}f`,
);

const lineUserId = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...knownIds) },
  { weight: 3, arbitrary: hex.map((digits) => `U${digits}`) },
  {
    weight: 3,
    arbitrary: hex.chain((digits) =>
      fc.constantFrom(
        '',
        ' ',
        'U',
        `u${digits}`,
        `C${digits}`,
        `U${digits.toUpperCase()}`,
        `U${digits}z`,
        `U${digits.slice(1)}`,
        `U${digits.slice(1)}-`,
        `U${digits.slice(1)}Z`,
        `U${'7'.repeat(32)}`,
        'U0123456789abcdef0123456789abcdef',
        `U${digits.slice(0, 9)}0123456789ABCDEF${digits.slice(0, 7)}`,
        `U${'x'.repeat(32)}`,
        `U${'x'.repeat(33)}`,
        'dummy_line_user_id_000000000001',
        'an EXAMPLE of one',
        'Sample',
        'U4af4980629...',
        'aaaaaaaa',
        'UUUUUUUUU',
        '@handle',
        `line:U${digits}`,
        `a-b_c.U${digits}`,
        `-U${digits}`,
        `é-U${digits}`,
        ` U${digits}\t`,
        `'U${digits}'`,
        `"U${digits}"`,
        `“U${digits}”`,
        `\u3000U${digits}\u00a0`,
        `\ufeffU${digits}\u200b`,
        `Ｕ${digits}`,
        `U${digits.slice(1)}ａ`,
        wide(`U${digits}`),
        `\u3000'${wide(`U${digits}`)}\ufeff `,
        `${wide(`U${digits.slice(8)}`)}${digits.slice(0, 8)}`,
        wide(`U${digits}f`),
        wide(`U${digits.slice(1)}-`),
        wide(`C${digits}`),
        wide(`U${'7'.repeat(32)}`),
        `a-${wide(`U${digits}`)}`,
        `\u3000a-U${digits}`,
        `\u2028U${digits.slice(1)}Z\u205f`,
        '\u3000\u00a0',
        `U😀${digits.slice(1)}`,
        `U${digits}\u0000`,
      ),
    ),
  },
);

const userId = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('1', '2', '42', 'a', 'b') },
  { weight: 3, arbitrary: fc.integer({ min: 10_000_000, max: 10_000_400 }).map(String) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '',
      '  ',
      '\u3000',
      ' a',
      'a\u2003',
      '\u200ba',
      'a b',
      'a,b',
      'a;b',
      'a\tb',
      'a"b',
      'a\nb',
      'a\r\nb',
      'a\rb',
      '東京本店00000034',
      'é',
      '-',
      '.',
      'a+b',
      '#',
      '###',
      '##x',
      '#N/A',
      '#ref!',
      '1.23E+10',
      '-1e+5',
      '1E+1234',
      '1.E+10',
      '1234567890123450',
      '123456789012345000',
      '1234567890123456',
      '0000123',
      '\u0001',
      '\u007f',
      '\u0085',
      '\u202ea',
      '\u2066a',
      'a\u0000',
      'x'.repeat(191),
      'x'.repeat(192),
      '東'.repeat(191),
      '東'.repeat(192),
      '1'.repeat(192),
    ),
  },
);

export type OddList = {
  readonly bytes: Buffer;
  readonly columns: 'pair' | 'reversed' | 'alone' | 'more' | 'headless';
};

type Quoting = 'needed' | 'always' | 'broken' | 'none';

const quoted = (value: string, quoting: Quoting, delimiter: string): string => {
  const inQuotes = `"${value.replaceAll('"', '""')}"`;
  if (quoting === 'none') return value;
  if (quoting === 'always') return inQuotes;
  if (quoting === 'broken') return `${inQuotes}x"y`;
  return /["\r\n]/.test(value) || value.includes(delimiter) ? inQuotes : value;
};

const quoting = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Quoting>('needed') },
  { weight: 2, arbitrary: fc.constant<Quoting>('always') },
  { weight: 1, arbitrary: fc.constantFrom<Quoting>('broken', 'none') },
);

const headers = {
  pair: ['line_user_id', 'user_id'],
  reversed: ['user_id', 'LINE UID'],
  alone: ['line_user_id'],
  more: ['memo', 'line_user_id', 'user_id', 'x'],
  headless: null,
} as const;

const shapes = ['pair', 'pair', 'pair', 'reversed', 'alone', 'more', 'headless'] as const;

/** What may stand in the place of a record, or be put into one. */
const oddity = fc.oneof(
  { weight: 30, arbitrary: fc.constant(null) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<'empty' | 'delimiters' | 'short' | 'long' | 'wide' | 'wide-blank'>(
      'empty',
      'delimiters',
      'short',
      'long',
      'wide',
      'wide-blank',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(0x00, 0x80, 0xc0, 0xe3, 0xed, 0xf5, 0xff) },
);

const record = fc.record({
  lineUserId,
  userId,
  lineQuoting: quoting,
  userQuoting: quoting,
  oddity,
});

type RecordSpec = typeof record extends fc.Arbitrary<infer Spec> ? Spec : never;

const fieldsOf = (
  { lineUserId: line, userId: user, lineQuoting, userQuoting }: RecordSpec,
  columns: OddList['columns'],
  delimiter: string,
): string[] => {
  const id = quoted(line, lineQuoting, delimiter);
  const customer = quoted(user, userQuoting, delimiter);
  if (columns === 'alone') return [id];
  if (columns === 'reversed') return [customer, id];
  return columns === 'more' ? ['memo', id, customer, '追加'] : [id, customer];
};

const bytesOf = (spec: RecordSpec, columns: OddList['columns'], delimiter: string): Buffer => {
  const fields = fieldsOf(spec, columns, delimiter);
  const { oddity: odd } = spec;
  if (odd === 'empty') return Buffer.alloc(0);
  if (odd === 'delimiters') return Buffer.from(`${delimiter} ${delimiter}`);
  if (odd === 'short') fields.pop();
  if (odd === 'long') fields.push('more');
  if (odd === 'wide') fields.push(...Array<string>(70).fill('q'));
  if (odd === 'wide-blank') return Buffer.from(`${delimiter.repeat(70)}""`);
  const line = Buffer.from(fields.join(delimiter));
  return typeof odd === 'number' ? Buffer.concat([line, Buffer.from([odd])]) : line;
};

/** A list of at most `maxRecords` records, about half of the lists without a single odd one. */
export const oddList = (maxRecords: number): fc.Arbitrary<OddList> =>
  fc
    .record({
      columns: fc.constantFrom(...shapes),
      delimiter: fc.constantFrom(',', ',', ',', ';', '\t'),
      newline: fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', 'mixed'),
      mixture: fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 1, maxLength: 7 }),
      bom: fc.constantFrom('', '', '', '\ufeff'),
      leadingBlank: fc.constantFrom(false, false, false, true),
      headerDamage: fc.constantFrom('', '', '', '', '', '', '\u0000', '"', '\xff'),
      records: fc.array(record, { maxLength: maxRecords }),
      endsWithNewline: fc.boolean(),
      tail: fc.constantFrom('', '', '', '', '"open\n,', 'U\u3000,"'),
    })
    .map(({ columns, delimiter, newline, mixture, bom, records, ...rest }) => {
      let ended = 0;
      const end = (): Buffer => {
        ended += 1;
        const one = newline === 'mixed' ? mixture[ended % mixture.length] : newline;
        return Buffer.from(one ?? '\n');
      };
      const header = headers[columns];
      const lines = records.map((spec) => bytesOf(spec, columns, delimiter));
      if (header !== null) {
        lines.unshift(Buffer.from(`${header.join(delimiter)}${rest.headerDamage}`, 'latin1'));
      }
      if (rest.leadingBlank) lines.unshift(Buffer.alloc(0));
      const parts: Buffer[] = [Buffer.from(bom)];
      for (const [at, line] of lines.entries()) {
        parts.push(line);
        if (at < lines.length - 1 || rest.endsWithNewline) parts.push(end());
      }
      parts.push(Buffer.from(rest.tail));
      return { bytes: Buffer.concat(parts), columns };
    });

export type ForeignList = { readonly bytes: Buffer; readonly encoding: ForeignEncoding };

/** Bytes that break an encoding wherever they come, and some that mean something in it. */
const damages = [
  [0x80],
  [0xff],
  [0x81],
  [0x8f],
  [0x8e, 0x2c],
  [0x81, 0x22],
  [0x82, 0xa0],
  [0xa4, 0xa2],
  [0xf0, 0x40],
  [0x8f, 0xb0, 0xa1],
] as const;
const brokenUnits = [0xd800, 0xdc00, 0xd83d, 0xfeff, 0x300a, 0x0a30] as const;

const brokenIn = (encoding: ForeignEncoding, which: number): Buffer => {
  const unit = brokenUnits[which % brokenUnits.length] ?? 0;
  if (encoding === 'utf-16le') return Buffer.from([unit & 0xff, unit >> 8]);
  if (encoding === 'utf-16be') return Buffer.from([unit >> 8, unit & 0xff]);
  return Buffer.from(damages[which % damages.length] ?? []);
};

/** An odd list in another encoding, half of them with bytes in between that do not decode. */
export const foreignList = (maxRecords: number): fc.Arbitrary<ForeignList> =>
  fc
    .record({
      list: oddList(maxRecords),
      encoding: fc.constantFrom<ForeignEncoding[]>(
        ...(['cp932', 'euc-jp', 'utf-16le', 'utf-16be', 'latin-1'] as const),
      ),
      damage: fc.oneof(
        fc.constant([]),
        fc.array(fc.record({ at: fc.nat(), which: fc.nat() }), { minLength: 1, maxLength: 4 }),
      ),
      cutOff: fc.constantFrom(0, 0, 0, 1),
    })
    .map(({ list, encoding, damage, cutOff }) => {
      let bytes = encode(list.bytes.toString('utf8'), encoding);
      for (const { at, which } of damage) {
        const place = at % (bytes.length + 1);
        const border = encoding.startsWith('utf-16') ? place - (place % 2) : place;
        const broken = brokenIn(encoding, which);
        bytes = Buffer.concat([bytes.subarray(0, border), broken, bytes.subarray(border)]);
      }
      return { bytes: bytes.subarray(0, Math.max(0, bytes.length - cutOff)), encoding };
    });
