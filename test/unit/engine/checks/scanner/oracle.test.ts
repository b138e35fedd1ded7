import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RuleId } from '#contract/rules.ts';
import { checkOptions } from '#contract/schemas/check.ts';
import type { EncodingName } from '#contract/schemas/common.ts';
import type { TextSource } from '#engine/checks/checked.ts';
import { fastScan } from '#engine/checks/scanner/fast-scan.ts';
import { guessLayout } from '#engine/csv/encoding.ts';
import { entriesOf, ROWS_PER_ENTRY, rowPositionAt } from '#engine/csv/row-index.ts';
import { splitRecords } from '#engine/csv/splitter.ts';
import { readText } from '#engine/csv/text.ts';
import { sampleBlocks } from '#engine/samples/sample-blocks.ts';
import { foreignList, oddList } from './odd-lists.ts';
import { maxSamples, type Options, planOptions, scanned, told, withList } from './scans.ts';

test('the module says of any list what the plain scan says', async () => {
  await fc.assert(
    fc.asyncProperty(
      oddList(60),
      planOptions,
      maxSamples,
      fc.constantFrom<EncodingName | 'auto'>('auto', 'utf-8'),
      (list, options, samples, encoding) =>
        withList(list.bytes, encoding, options, async (text, plan) => {
          expect(
            await scanned(text, plan, samples, { aloneBelowBytes: 1e9, exactAboveBytes: 0 }),
          ).toEqual(await scanned(text, plan, samples, null));
        }),
    ),
    { numRuns: 200 },
  );
}, 60_000);

test.each([
  ['alone', { aloneBelowBytes: 1e9 }],
  ['together', { aloneBelowBytes: 0, segmentBytes: 1_000_000, workers: 2 }],
])('stops at a field without end: %s', async (_, how) => {
  const id = (digit: number) => `U${String(digit).repeat(31)}f`;
  const options: Options = {
    format: 'auto',
    map: [],
    fixes: [],
    refusedFixes: [],
    changesOnly: false,
  };
  for (const quote of ['"', '']) {
    const long = `${quote}${'x'.repeat(5_000_000)}${quote}`;
    const list = `line_user_id,user_id\n${id(1)},a\n${id(2)},${long}\n${id(3)},c\n`;
    await withList(Buffer.from(list), 'utf-8', options, async (text, plan) => {
      const scan = await scanned(text, plan, 20, { ...how, exactAboveBytes: 0 });
      expect(scan).toMatchObject({ total: 2, rejected: 1, partial: true });
      expect(scan).toEqual(await scanned(text, plan, 20, null));
    });
  }
});

test('neither segments nor the number of workers change the answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      oddList(80),
      planOptions,
      fc.constantFrom(64, 100, 333, 4096),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      (list, options, segmentBytes, workers, isBusy) =>
        withList(list.bytes, 'utf-8', options, async (text, plan) => {
          // The calling thread takes part, or it leaves all of it to the others.
          const busyUntil = isBusy && workers > 1 ? new Promise(() => undefined) : undefined;
          const sizes = { aloneBelowBytes: 0, exactAboveBytes: 0, segmentBytes, workers };
          const together = busyUntil === undefined ? sizes : { ...sizes, busyUntil };
          expect(await scanned(text, plan, 20, together)).toEqual(
            await scanned(text, plan, 20, null),
          );
        }),
    ),
    { numRuns: 10 },
  );
}, 60_000);

test.each([
  ['alone', { aloneBelowBytes: 1e9 }],
  ['together', { aloneBelowBytes: 0, segmentBytes: 700_000, workers: 2 }],
])('the row index has places of records only, close to one another: %s', async (_, how) => {
  // Pieces with few records each, then some in which there is an entry every 128 bytes.
  const sample = Buffer.concat([...sampleBlocks(20_000, 1)]);
  const list = Buffer.concat([sample, Buffer.alloc(1_500_000, 0x0a)]);
  const hooks = { maxSamples: 0, cancelled: () => false, progress: () => undefined };
  await withList(list, 'utf-8', checkOptions.parse({}), async (text, plan) => {
    const chunks = readText(text.fd, text.fileBytes, text.layout, 0);
    const records = Array.from(
      splitRecords(chunks, { delimiter: ',' }),
      ({ textOffset, line }, at) => ({ number: at + 1, textOffset, line }),
    );
    const scan = await fastScan(text, plan, hooks, how);
    if (!scan.ok) throw new Error(scan.error.code);
    const { index } = scan.value;
    const entries = Array.from({ length: entriesOf(index) }, (_, at) => {
      const position = rowPositionAt(index, at);
      if (position === null) throw new Error(`There is no entry ${at}.`);
      return position;
    });
    expect(entries).toEqual(entries.map(({ number }) => records[number - 1]));
    const steps = entries.map(({ number }, at) => number - (entries[at - 1]?.number ?? 1));
    expect(steps[0]).toBe(0);
    expect(Math.min(...steps.slice(1))).toBeGreaterThan(0);
    expect(Math.max(...steps, records.length - (entries.at(-1)?.number ?? 0))).toBeLessThanOrEqual(
      ROWS_PER_ENTRY,
    );
  });
});

test.each([
  ['alone', { aloneBelowBytes: 1e9 }],
  ['together', { aloneBelowBytes: 0, segmentBytes: 300_000, workers: 3 }],
])('finds the few keys of a long list that stand in it twice: %s', async (_, how) => {
  const id = (n: number) => `U${createHash('md5').update(String(n)).digest('hex')}`;
  /** Some of the rows are another one's copy, or have its LINE ID or its user ID. */
  const rows = Array.from({ length: 60_000 }, (_row, n) => {
    const other = Math.floor(n / 2);
    if (n % 97 === 1) return `${id(other)},user-${other}`;
    if (n % 193 === 2) return `${id(other)},user-${n}`;
    return n % 211 === 3 ? `${id(n)},user-${other}` : `${id(n)},user-${n}`;
  });
  const list = Buffer.from(`line_user_id,user_id\n${rows.join('\n')}\n`);
  for (const keep of ['first', 'last'] as const) {
    const options: Options = {
      ...checkOptions.parse({}),
      ...{ keep, type: 'followed', fixes: ['duplicate-user-id'] },
    };
    await withList(list, 'utf-8', options, async (text, plan) => {
      const scan = await scanned(text, plan, 20, { ...how, exactAboveBytes: 0 });
      expect(scan).toEqual(await scanned(text, plan, 20, null));
      expect(scan.counts.map(({ rule, count }) => [rule, count > 100])).toEqual(
        ['duplicate-line-user-id', 'duplicate-row', 'duplicate-user-id'].map((rule) => [
          rule,
          true,
        ]),
      );
    });
  }
});

test.each<
  [what: string, lengths: readonly [count: number, digits: number][], usual: number | null]
>([
  [
    'few too long',
    [
      [95, 8],
      [2, 7],
      [3, 192],
    ],
    8,
  ],
  [
    'some too long',
    [
      [190, 8],
      [4, 7],
      [2, 191],
      [4, 192],
      [4, 1000],
    ],
    null,
  ],
  [
    'nearly all too long',
    [
      [99, 192],
      [1, 7],
    ],
    null,
  ],
  [
    'nearly all as long as may be',
    [
      [99, 191],
      [1, 7],
    ],
    191,
  ],
])(
  'user IDs of digits beyond measure count, and are never the usual ones: %s',
  async (_, lengths, usual) => {
    const ids = lengths.flatMap(([count, digits]) => Array<string>(count).fill('7'.repeat(digits)));
    const rows = ids.map((user, n) => `U${createHash('md5').update(`${n}`).digest('hex')},${user}`);
    const list = Buffer.from(`line_user_id,user_id\n${rows.join('\n')}\n`);
    for (const fixes of [[], ['user-id-excel-damage']] satisfies RuleId[][]) {
      await withList(list, 'utf-8', { ...checkOptions.parse({}), fixes }, async (text, plan) => {
        const plain = await scanned(text, plan, 20, null);
        expect(plain.usualUserIdLength).toBe(usual);
        for (const aloneBelowBytes of [0, 1e9]) {
          const how = { aloneBelowBytes, exactAboveBytes: 0, segmentBytes: 4096, workers: 2 };
          expect(await scanned(text, plan, 20, how)).toEqual(plain);
        }
      });
    }
  },
);

/** A text without what was found out of its layout: as a check has it when it begins. */
const guessedText = (text: TextSource): TextSource => {
  const { encoding } = text.layout;
  const guess = guessLayout(text.fd, text.fileBytes, encoding, () => false);
  if (guess === 'cancelled') throw new Error('Nobody cancelled it.');
  return { ...text, layout: guess.layout };
};

const textFrom = ({ fd, fileBytes, layout }: TextSource, textOffset: number): Buffer =>
  Buffer.concat(
    Array.from(readText(fd, fileBytes, layout, textOffset), ({ bytes }) => Buffer.from(bytes)),
  );

test('lists in other encodings are scanned as the plain scan says, on one thread', async () => {
  await fc.assert(
    fc.asyncProperty(foreignList(40), planOptions, maxSamples, (list, options, samples) =>
      withList(list.bytes, list.encoding, options, async (text, plan) => {
        const alone = { aloneBelowBytes: 1e9, exactAboveBytes: 0 };
        expect(await scanned(guessedText(text), plan, samples, alone)).toEqual(
          await scanned(text, plan, samples, null),
        );
      }),
    ),
    { numRuns: 150 },
  );
}, 120_000);

test.each([
  ['utf-16le', [0x41]],
  ['utf-16be', [0xd8]],
  ['utf-16be', [0, 0x41, 0xd8]],
  ['utf-16le', [0x41, 0, 0x0a, 0, 0x41]],
  ['cp932', [0x81]],
  ['euc-jp', [0x8f]],
] as const)('%s that ends within a character: %j', (encoding, bytes) =>
  withList(Buffer.from(bytes), encoding, checkOptions.parse({}), async (text, plan) => {
    const plain = await scanned(text, plan, 20, null);
    for (const aloneBelowBytes of [0, 1e9]) {
      const sizes = { aloneBelowBytes, exactAboveBytes: 0, segmentBytes: 64, workers: 2 };
      expect(await scanned(guessedText(text), plan, 20, sizes)).toEqual(plain);
    }
  }),
);

test('and on several, in segments of any size; the text comes back from anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      foreignList(60),
      planOptions,
      fc.constantFrom(64, 101, 333, 4096),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.nat(), { maxLength: 4 }),
      (list, options, segmentBytes, workers, picks) =>
        withList(list.bytes, list.encoding, options, async (text, plan) => {
          const together = { aloneBelowBytes: 0, exactAboveBytes: 0, segmentBytes, workers };
          const hooks = { maxSamples: 20, cancelled: () => false, progress: () => undefined };
          const scan = await fastScan(guessedText(text), plan, hooks, together);
          if (!scan.ok) throw new Error(scan.error.code);
          expect(told(scan.value)).toEqual(await scanned(text, plan, 20, null));
          const whole = textFrom(text, 0);
          const { layout } = scan.value;
          const offsets = layout.checkpoints.map(({ textOffset }) => textOffset);
          for (const offset of [...offsets, ...picks.map((pick) => pick % (whole.length + 1))]) {
            expect(textFrom({ ...text, layout }, offset).equals(whole.subarray(offset))).toBe(true);
          }
        }),
    ),
    { numRuns: 10 },
  );
}, 180_000);
