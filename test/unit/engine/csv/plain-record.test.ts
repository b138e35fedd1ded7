/** The short way of the splitter says what the long one says, which chunks of one byte always take. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RawRecord } from '#engine/csv/record.ts';
import { splitRecords } from '#engine/csv/splitter.ts';

const split = (bytes: Uint8Array, chunkBytes: number, maxFieldBytes: number): RawRecord[] => {
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunkBytes) }, (_, at) => ({
    bytes: bytes.subarray(at * chunkBytes, (at + 1) * chunkBytes),
    textOffset: at * chunkBytes,
  }));
  return [...splitRecords(chunks, { delimiter: ',', line: 7, maxFieldBytes })];
};

const usual = fc.constantFrom('U0123', 'm1', '会員', '', ' ', 'é', '\u{1f600}', '\ufffd', '\ufeff');
const odd = fc.constantFrom('"', '""', '\r', '\0', '"a,b"', 'a"b', '"\n"', 'x'.repeat(5000));
const field = fc.oneof(
  { weight: 9, arbitrary: usual.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: odd.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)) },
);
const ending = fc.constantFrom('\n', '\n', '\r\n', '\r', '\n\n');
const record = fc
  .tuple(fc.array(field, { minLength: 1, maxLength: 3 }), ending)
  .map(([fields, end]) =>
    Buffer.concat([
      ...fields.flatMap((bytes, at) => (at === 0 ? [bytes] : [Buffer.from(','), bytes])),
      Buffer.from(end),
    ]),
  );
const text = fc.array(record, { maxLength: 12 }).map((records) => Buffer.concat(records));

it('gives the same records as the machine', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(4, 40, 1_048_576), (bytes, maxFieldBytes) => {
      const long = split(bytes, 1, maxFieldBytes);
      expect(split(bytes, Math.max(1, bytes.length), maxFieldBytes)).toEqual(long);
      expect(split(bytes, 64, maxFieldBytes)).toEqual(long);
    }),
    { numRuns: 1_000 },
  );
});
