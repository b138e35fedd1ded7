import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { quoteField } from '#engine/csv/quote.ts';
import type { RawRecord } from '#engine/csv/record.ts';
import { splitRecords } from '#engine/csv/splitter.ts';
import type { TextChunk } from '#engine/csv/text.ts';

const split = (chunks: Iterable<TextChunk>, maxFieldBytes?: number): RawRecord[] => [
  ...splitRecords(chunks, {
    delimiter: ',',
    ...(maxFieldBytes === undefined ? {} : { maxFieldBytes }),
  }),
];

const whole = (bytes: Uint8Array): TextChunk[] => [{ bytes, textOffset: 0 }];

/** The same memory for every chunk, as `readText` does it. */
function* inChunks(bytes: Uint8Array, sizes: readonly number[]): Generator<TextChunk> {
  const memory = new Uint8Array(Math.max(1, ...sizes));
  let textOffset = 0;
  for (let turn = 0; textOffset < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    const part = bytes.subarray(textOffset, textOffset + size);
    memory.fill(0x22);
    memory.set(part);
    yield { bytes: memory.subarray(0, part.length), textOffset };
    textOffset += part.length;
  }
}

/** Text in which everything that means something is frequent, right or wrong. */
const wildBytes = fc
  .array(
    fc.oneof(
      fc
        .constantFrom(
          '"',
          '""',
          ',',
          '\n',
          '\r',
          '\r\n',
          'a',
          'bc',
          'é',
          'あ',
          '😀',
          '\0',
          '\ufffd',
        )
        .map((text) => Buffer.from(text)),
      fc.constantFrom(0x80, 0xc3, 0xe3, 0x81, 0x82, 0xf0, 0xff).map((byte) => Buffer.of(byte)),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => Buffer.concat(pieces));

describe('the splitter, for any bytes', () => {
  it('gives the same records in chunks of any size', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(wildBytes, sizes, fc.integer({ min: 1, max: 30 }), (bytes, chunkSizes, limit) => {
        expect(split(inChunks(bytes, chunkSizes), limit)).toEqual(split(whole(bytes), limit));
      }),
      { numRuns: 1000 },
    );
  });

  it('gives records that make up the text, byte by byte', () => {
    fc.assert(
      fc.property(wildBytes, (bytes) => {
        const ends = { lf: '\n', crlf: '\r\n', cr: '\r', none: '' };
        let offset = 0;
        for (const [index, record] of split(whole(bytes)).entries()) {
          const raw = bytes.subarray(offset, offset + record.bytes);
          const before = bytes.toString('latin1', 0, offset);
          expect({
            number: record.number,
            textOffset: record.textOffset,
            line: record.line,
            nul: record.nul,
            invalidEncoding: record.invalidEncoding,
            ending: raw.toString('latin1').slice(raw.length - ends[record.ending].length),
          }).toEqual({
            number: index + 1,
            textOffset: offset,
            line: before.split(/\r\n|\r|\n/).length,
            nul: raw.includes(0),
            invalidEncoding: !isUtf8(raw),
            ending: ends[record.ending],
          });
          offset += record.bytes;
        }
        expect(offset).toBe(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the rest of the records when it starts at one of them', () => {
    fc.assert(
      fc.property(wildBytes, fc.nat(), (bytes, pick) => {
        const records = split(whole(bytes));
        const first = records[pick % Math.max(1, records.length)];
        if (first === undefined) return;
        const { textOffset, line, number } = first;
        const tail = [{ bytes: bytes.subarray(textOffset), textOffset }];
        const rest = [...splitRecords(tail, { delimiter: ',', line })];
        expect(rest.map((record) => ({ ...record, number: record.number + number - 1 }))).toEqual(
          records.slice(number - 1),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('the splitter, for lists in order', () => {
  const value = fc.string({
    unit: fc.constantFrom('a', '0', ' ', ',', '"', '\n', '\r', 'あ', '😀'),
  });
  const table = fc.array(fc.array(value, { minLength: 1, maxLength: 4 }), { minLength: 1 });
  const newline = fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const);

  it('gives back what was quoted where needed', () => {
    fc.assert(
      fc.property(table, newline, fc.boolean(), (rows, end, isQuotedAlways) => {
        const asField = (text: string): string =>
          isQuotedAlways ? `"${text.replaceAll('"', '""')}"` : quoteField(text);
        const text = rows.map((row) => row.map(asField).join(',') + end).join('');
        const records = split(whole(Buffer.from(text)));
        expect(records.map(({ fields }) => fields)).toEqual(rows);
        expect(records.some((record) => record.stray || record.invalidEncoding)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with papaparse', () => {
    fc.assert(
      fc.property(table, newline, (rows, end) => {
        const text = rows.map((row) => row.map(quoteField).join(',')).join(end);
        fc.pre(text !== '');
        const parsed = Papa.parse<string[]>(text, { delimiter: ',', newline: end });
        const records = split(whole(Buffer.from(`${text}${end}`)));
        expect(records.map(({ fields }) => fields)).toEqual(parsed.data);
      }),
      { numRuns: 300 },
    );
  });
});
