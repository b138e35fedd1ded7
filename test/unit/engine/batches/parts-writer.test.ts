import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { createPartsWriter, type PartsOptions } from '#engine/batches/parts-writer.ts';

const inFolder = <Value>(work: (dir: string) => Value): Value => {
  const dir = mkdtempSync(join(tmpdir(), 'dropline-parts-'));
  try {
    return work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

const nameOf: PartsOptions['nameOf'] = (number) =>
  number === undefined ? 'part.csv' : `part-${number}.csv`;

const writeAll = (
  records: readonly (readonly [string, string])[],
  options: Omit<PartsOptions, 'nameOf'>,
) => {
  const writer = createPartsWriter({ ...options, nameOf });
  for (const [lineUserId, userId] of records) expect(writer.write(lineUserId, userId)).toBe(null);
  const parts = writer.finish();
  if (!parts.ok) throw new Error(parts.error.code);
  return parts.value;
};

const parse = (path: string) =>
  Papa.parse<string[]>(readFileSync(path, 'utf8'), { delimiter: ',', newline: '\n' });

const record = fc.tuple(
  fc.stringMatching(/^U[0-9a-f]{32}$/),
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.stringMatching(/^[",\r\n0-9 ]{0,12}$/),
  ),
);

describe('parts', () => {
  it('do not take a record that no part could hold', () =>
    inFolder((dir) => {
      const writer = createPartsWriter({ dir, format: 'ids-only', limitBytes: 20, nameOf });
      expect(() => writer.write('U'.repeat(33), '')).toThrow(RangeError);
      expect(readdirSync(dir)).toEqual([]);
    }));

  it('are none without a record', () =>
    inFolder((dir) => {
      expect(writeAll([], { dir, format: 'ids-only', limitBytes: 100 })).toEqual([]);
      expect(readdirSync(dir)).toEqual([]);
    }));

  it('say where they could not be written', () =>
    inFolder((dir) => {
      const missing = join(dir, 'missing');
      const writer = createPartsWriter({
        dir: missing,
        format: 'ids-only',
        limitBytes: 100,
        nameOf,
      });
      expect(writer.write('U1', '')?.code).toBe('out-parent-missing');
      expect(writer.finish()).toEqual({ ok: true, value: [] });
    }));

  it('leave no trace when they are given up', () =>
    inFolder((dir) => {
      const writer = createPartsWriter({ dir, format: 'ids-only', limitBytes: 100, nameOf });
      writer.write('U1', '');
      writer.abort();
      expect(readdirSync(dir)).toEqual([]);
    }));

  it('are exactly the header and the records, to the byte', () =>
    inFolder((dir) => {
      const records = [
        ['U1', '0001'],
        ['U2', 'a,b'],
        ['U3', 'say "hi"'],
        ['U4', 'two\nlines'],
        ['U5', '=SUM(A1)'],
        ['U6', '会員'],
      ] as const;
      const [part] = writeAll(records, { dir, format: 'ids-and-users', limitBytes: 1000 });
      expect(readFileSync(join(dir, 'part.csv'), 'utf8')).toBe(
        'line_user_id,user_id\nU1,0001\nU2,"a,b"\nU3,"say ""hi"""\nU4,"two\nlines"\nU5,=SUM(A1)\nU6,会員\n',
      );
      expect(part).toMatchObject({ file: 'part.csv', records: 6 });
    }));

  it('fill up to the limit and not a byte more', () =>
    inFolder((dir) => {
      const records = [
        ['U1', ''],
        ['U2', ''],
        ['U3', ''],
      ] as const;
      const limitBytes = 'line_user_id\nU1\nU2\n'.length;
      const parts = writeAll(records, { dir, format: 'ids-only', limitBytes });
      expect(parts.map(({ file, records: count, bytes }) => [file, count, bytes])).toEqual([
        ['part-1.csv', 2, limitBytes],
        ['part-2.csv', 1, limitBytes - 3],
      ]);
    }));

  it('hold every record once and in order, whole, within the limit', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 160, max: 1200 }),
        fc.constantFrom('ids-and-users' as const, 'ids-only' as const),
        (records, limitBytes, format) =>
          inFolder((dir) => {
            const parts = writeAll(records, { dir, format, limitBytes });
            const read = parts.map(({ file }) => parse(join(dir, file)));
            const width = format === 'ids-only' ? 1 : 2;
            expect(read.map(({ data }) => data[0]?.length)).toEqual(parts.map(() => width));
            // papaparse sees one empty line after the last line feed.
            expect(read.flatMap(({ data }) => data.slice(1, -1))).toEqual(
              records.map((fields) => fields.slice(0, width)),
            );
            expect(parts.map((part) => part.records)).toEqual(
              read.map(({ data }) => data.length - 2),
            );
            for (const { file, bytes } of parts) {
              expect(bytes).toBe(statSync(join(dir, file)).size);
              expect(bytes).toBeLessThanOrEqual(limitBytes);
            }
            expect(readdirSync(dir).sort()).toEqual(parts.map(({ file }) => file).sort());
          }),
      ),
      { numRuns: 60 },
    );
  });
});
