/** The cross-check: which rows are asked about, and what becomes of the answers. */
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fail } from '#contract/result.ts';
import { checkOptions } from '#contract/schemas/check.ts';
import { crossCheck as crossCheckLinks } from '#engine/cache/links.ts';
import {
  CROSS_FLAG,
  type CrossCheck,
  type CrossCheckRow,
  crossCheckRecords,
} from '#engine/checks/cross-check.ts';
import { runCheck } from '#engine/checks/run-check.ts';
import { createTally } from '#engine/checks/tally.ts';
import { walkRecords } from '#engine/checks/walk.ts';
import { writtenBytesOf } from '#engine/checks/written.ts';
import { measureWritten } from '#engine/checks/written-bytes.ts';
import { openReader } from '#engine/store/reader.ts';
import { opened, temporaryFolder } from '../store/folder.ts';
import { countsIn, lineId, type Options, withChecked, withFile } from './check-list.ts';
import { oddList } from './scanner/odd-lists.ts';

const every = Object.values(CROSS_FLAG).reduce((all, flag) => all | flag, 0);
const allFlags: CrossCheck = (rows) => new Uint8Array(rows.length).fill(every);
const [a, b, c] = [lineId(1), lineId(2), lineId(3)];
const content = `line_user_id,user_id\n${a},1\n ${b},2\n${a},1\nU1,3\n\n${c},\n`;

const run = async (options: Options, crossCheck: CrossCheck, text = content) => {
  const asked: CrossCheckRow[][] = [];
  const result = await withChecked(
    text,
    options,
    ({ checked, report }) => ({
      crossed: Object.fromEntries(
        Object.entries(countsIn(report)).filter(([rule]) =>
          /^(?:already|relinks|blocked)/.test(rule),
        ),
      ),
      records: report.records,
      walked: Array.from(walkRecords(checked), ({ outcome, findings }) => [
        outcome,
        ...findings.map(({ rule }) => rule),
      ]),
    }),
    (rows) => {
      asked.push([...rows]);
      return crossCheck(rows);
    },
  );
  return { asked, ...result };
};

describe('cross-checks', () => {
  it('asks about deliverable records only, after their fixes', async () => {
    const { asked } = await run({}, allFlags);
    expect(asked).toEqual([
      [
        { lineUserId: a, userId: '1' },
        { lineUserId: b, userId: '2' },
      ],
    ]);
  });

  it('leaves user IDs out where none is written', async () => {
    const { asked } = await run({ type: 'unfollowed' }, allFlags);
    expect(asked.flat().map(({ userId }) => userId)).toEqual([null, null, null]);
  });

  it.each<[string, Options, Record<string, number>]>([
    [
      'followed',
      {},
      { 'already-delivered info': 2, 'relinks-user warning': 2, 'blocked-in-cache warning': 2 },
    ],
    [
      'followed, Format 2',
      { format: 'ids-only' },
      { 'already-delivered info': 3, 'blocked-in-cache warning': 3 },
    ],
    [
      'unfollowed',
      { type: 'unfollowed' },
      { 'already-delivered info': 3, 'blocked-unknown info': 3 },
    ],
    [
      'unfollowed, Format 1, and one without a user ID',
      { type: 'unfollowed', format: 'ids-and-users' },
      { 'already-delivered info': 3, 'relinks-user warning': 2, 'blocked-unknown info': 3 },
    ],
  ])('%s', async (_, options, counts) => {
    expect((await run(options, allFlags)).crossed).toEqual(counts);
  });

  it('leaves out what is delivered already in changes-only mode alone', async () => {
    const first: CrossCheck = (rows) =>
      Uint8Array.from(rows, ({ lineUserId }) =>
        lineUserId === a ? CROSS_FLAG.alreadyDelivered : 0,
      );
    const [usual, changes] = await Promise.all([run({}, first), run({ changesOnly: true }, first)]);
    expect([usual.records, changes.records]).toEqual([
      { total: 6, deliverable: 2, rejected: 2, leftOut: 2 },
      { total: 6, deliverable: 1, rejected: 2, leftOut: 3 },
    ]);
    expect(changes.walked.slice(0, 2)).toEqual([
      ['left-out', 'already-delivered'],
      ['deliverable', 'line-user-id-spaces'],
    ]);
  });

  it('keeps batches in order, two under way', async () => {
    const lines = Array.from({ length: 12_001 }, (_, n) => lineId(n));
    const places = new Map(lines.map((id, n) => [id, n]));
    const odd: CrossCheck = (rows) =>
      Uint8Array.from(rows, ({ lineUserId }) => Number((places.get(lineUserId) ?? 1) % 3000 === 0));
    const { asked, walked, crossed } = await run({}, odd, `line_user_id\n${lines.join('\n')}\n`);
    const marked = walked.flatMap(([, rule], n) => (rule === 'already-delivered' ? [n] : []));
    expect([asked.map((rows) => rows.length), marked, crossed]).toEqual([
      [5000, 5000, 2001],
      [0, 3000, 6000, 9000, 12_000],
      { 'already-delivered info': 5 },
    ]);
  });

  it('says how many bytes are left of a batch', () =>
    withChecked(content, { changesOnly: true }, async ({ checked }) => {
      const before = measureWritten(checked);
      const result = await crossCheckRecords(checked, createTally(0), {
        ask: async (rows) =>
          Uint8Array.from(rows, ({ lineUserId }) => (lineUserId === b ? every : 0)),
        cancelled: () => false,
        progress: () => undefined,
      });
      expect([before, result, measureWritten(checked)]).toEqual([
        `${a},1\n${b},2\n`.length,
        { ok: true, value: { leftOut: 1 } },
        `${a},1\n`.length,
      ]);
    }));

  it('says the same of odd lists as a walk does', async () => {
    let lists = 0;
    await fc.assert(
      fc.asyncProperty(oddList(40), fc.boolean(), async ({ bytes }, changesOnly) => {
        lists += 1;
        const odd: CrossCheck = (rows) => Uint8Array.from(rows, (_, at) => at % 2);
        const measured = await withChecked(
          bytes,
          { changesOnly },
          ({ checked }) => [
            measureWritten(checked),
            [...walkRecords(checked)]
              .filter(({ outcome }) => outcome === 'deliverable')
              .map(({ lineUserId, userId }) =>
                writtenBytesOf(checked.plan.format, lineUserId, userId),
              )
              .reduce((sum, takes) => sum + takes, 0),
          ],
          odd,
        );
        expect(measured[0]).toBe(measured[1]);
      }),
      { numRuns: 60 },
    );
    expect(lists).toBeGreaterThan(0);
  });

  it('says in words what SQLite refuses in the middle of it', () =>
    withFile(content, async (file) => {
      const store = opened(temporaryFolder());
      const path = store.database.name;
      store.close();
      // All but the first page, which names the tables.
      writeFileSync(path, readFileSync(path).fill(0xff, 4096));
      const database = openReader(path);
      const result = await runCheck(file, checkOptions.parse({}), {
        crossCheck: {
          profile: 'p',
          check: (rows) => crossCheckLinks(database, 'app/1', 'followed')(rows),
        },
      });
      database.close();
      expect(result).toEqual(fail('store-damaged', { reason: 'SQLITE_CORRUPT' }));
    }));

  it('takes an answer of another length for a bug', async () => {
    await expect(run({}, () => new Uint8Array(1))).rejects.toThrow(/lost rows/);
  });
});
