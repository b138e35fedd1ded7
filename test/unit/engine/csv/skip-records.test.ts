import fc from 'fast-check';
import { expect, it } from 'vitest';
import { detectLayout } from '#engine/csv/encoding.ts';
import { skipPlainRecords } from '#engine/csv/skip-records.ts';
import { splitRecords } from '#engine/csv/splitter.ts';
import { readText } from '#engine/csv/text.ts';
import { encode } from './encodings.ts';
import { temporaryFolder, withFile } from './temporary-folder.ts';

const folder = temporaryFolder();
const hooks = { cancelled: () => false, progress: () => undefined };
const encodings = ['utf-8', 'cp932', 'euc-jp', 'utf-16le', 'utf-16be'] as const;

const row = fc.constantFrom(
  'a,1',
  '',
  'a,会員',
  'a,ソ',
  `a,${'x'.repeat(90)}`,
  `a,${'山'.repeat(50)}`,
);
const odd = fc.constantFrom('a,"1\n2"', 'a,1\r', 'a,"', '"a","1"');

it.each(encodings)(
  'comes to the record that was asked for, or to one before it: %s',
  (encoding) => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(1, 300, 900),
        fc.option(odd),
        fc.boolean(),
        fc.nat(),
        fc.nat(),
        (rows, times, oddRow, endsWithLine, fromPick, countPick) => {
          const many = Array.from({ length: times }, () => rows).flat();
          const lines = oddRow === null ? many : [...many, oddRow, ...rows];
          const bytes = encode(`${lines.join('\n')}${endsWithLine ? '\n' : ''}`, encoding);
          withFile(folder, bytes, (fd) => {
            const detected = detectLayout(fd, bytes.length, encoding, hooks);
            if (typeof detected === 'string') throw new Error(detected);
            const { layout } = detected;
            const chunks = readText(fd, bytes.length, layout);
            const records = Array.from(
              splitRecords(chunks, { delimiter: ',' }),
              ({ number, textOffset, line }) => ({ number, textOffset, line }),
            );
            const from = records[fromPick % Math.max(1, many.length)];
            if (from === undefined) return;
            const count = countPick % 200;
            const to = skipPlainRecords({ fd, fileBytes: bytes.length, layout }, from, count);
            const wanted = from.number + count;
            const isPlainUntil = many.length;
            const reached = Math.min(wanted, isPlainUntil + 1);
            if (to.number <= records.length) expect(records[to.number - 1]).toEqual(to);
            expect(to.number).toBeLessThanOrEqual(wanted);
            if (reached <= isPlainUntil) expect(to.number).toBe(wanted);
          });
        },
      ),
      { numRuns: 40 },
    );
  },
  60_000,
);
