/** A thread that scans one list after the other keeps its memory and its other threads for the next. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkOptions } from '#contract/schemas/check.ts';
import { goFromListToList } from '#engine/checks/scanner/from-list-to-list.ts';
import { dismissThreads } from '#engine/checks/scanner/threads.ts';
import { oddList } from './odd-lists.ts';
import { maxSamples, planOptions, scanned, withList } from './scans.ts';

beforeAll(goFromListToList);
afterAll(dismissThreads);

const ways = fc.oneof(
  fc.constant({ aloneBelowBytes: 1e9, exactAboveBytes: 0 }),
  fc.record({
    ...{ aloneBelowBytes: fc.constant(0), exactAboveBytes: fc.constant(0) },
    ...{ segmentBytes: fc.constantFrom(64, 333, 4096), workers: fc.integer({ min: 1, max: 3 }) },
  }),
);

test('what a scan has left behind is in no later answer', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(oddList(60), planOptions, maxSamples, ways), {
        minLength: 2,
        maxLength: 4,
      }),
      async (lists) => {
        for (const [list, options, samples, how] of lists) {
          await withList(list.bytes, 'utf-8', options, async (text, plan) => {
            expect(await scanned(text, plan, samples, how)).toEqual(
              await scanned(text, plan, samples, null),
            );
          });
        }
      },
    ),
    { numRuns: 60 },
  );
}, 120_000);

test('nor are the marks of a larger one, wherever they lay', async () => {
  const id = (n: number) => `U${createHash('md5').update(`${n}`).digest('hex')}`;
  const listOf = (rows: number, of: number) =>
    Buffer.from(
      `line_user_id,user_id\n${Array.from({ length: rows }, (_, n) => `${id(n % of)},${n % (of - 7)}\n`).join('')}`,
    );
  for (const [rows, of] of [
    [60_000, 100],
    [60_000, 60_000],
    [9000, 9000],
    [40_000, 39_000],
    [60_000, 60_000],
  ] as const) {
    await withList(listOf(rows, of), 'utf-8', checkOptions.parse({}), async (text, plan) => {
      for (const workers of [1, 2, 3]) {
        const how = { aloneBelowBytes: 0, exactAboveBytes: 0, segmentBytes: 300_000, workers };
        expect(await scanned(text, plan, 20, how)).toEqual(await scanned(text, plan, 20, null));
      }
    });
  }
}, 120_000);
