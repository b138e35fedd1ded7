import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EncodingName } from '#contract/schemas/common.ts';
import { encode } from '../csv/encodings.ts';
import { lineId, reportFor } from './check-list.ts';

const row = (number: number, user = `会員${number}`) => `${lineId(number)},${user}\n`;

/** Bytes that stand for nothing wherever they stand. */
const broken = {
  'utf-8': [0xff],
  cp932: [0xfd],
  'euc-jp': [0xff],
  'utf-16le': [0x00, 0xdc],
  'utf-16be': [0xdc, 0x00],
} as const satisfies Partial<Record<EncodingName, readonly number[]>>;
const encodings = Object.keys(broken) as (keyof typeof broken)[];

const placesIn = async (bytes: Uint8Array, encoding: EncodingName) => {
  const { findings } = await reportFor(bytes, { encoding, maxSamples: 1000 });
  const found = findings.find(({ rule }) => rule === 'encoding-invalid');
  return found?.samples.map(({ line, byteOffset }) => ({ line, byteOffset }));
};

it.each(encodings)(
  'tells where in the file a record can not be read: %s',
  async (encoding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', '\ufeff'),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }),
        fc.constantFrom('', 'あ', 'ソ"x', 'abcdefghij'),
        fc.constantFrom(0, 1000, 2000),
        async (bom, rows, before, rowsBefore) => {
          const hasMark = bom !== '' && (encoding === 'utf-8' || encoding.startsWith('utf-16'));
          const parts = [encode(`${hasMark ? bom : ''}line_user_id,user_id\n`, encoding)];
          parts.push(
            encode(Array.from({ length: rowsBefore }, (_, at) => row(at)).join(''), encoding),
          );
          const expected: { line: number; byteOffset: number }[] = [];
          for (const [at, isBroken] of rows.entries()) {
            const number = rowsBefore + at;
            if (!isBroken) parts.push(encode(row(number), encoding));
            else {
              parts.push(encode(`${lineId(number)},${before}`, encoding));
              expected.push({ line: number + 2, byteOffset: Buffer.concat(parts).length });
              parts.push(Buffer.from(broken[encoding]), encode('い\n', encoding));
            }
          }
          const places = await placesIn(Buffer.concat(parts), encoding);
          expect(places ?? []).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  },
  60_000,
);

it('tells the first of several bytes, and that of a character which the end cuts off', async () => {
  const head = Buffer.from(`line_user_id,user_id\n${lineId(1)},a`);
  const list = Buffer.concat([head, Buffer.from([0xc0, 0x2c, 0xff, 0x0a])]);
  const cutOff = Buffer.concat([head, Buffer.from([0xe3, 0x81])]);
  expect([await placesIn(list, 'utf-8'), await placesIn(cutOff, 'utf-8')]).toEqual([
    [{ line: 2, byteOffset: head.length }],
    [{ line: 2, byteOffset: head.length }],
  ]);
});
