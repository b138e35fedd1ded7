/** The cross-check: which rows are asked about, and what becomes of the answers. */
import { describe, expect, it } from 'vitest';
import {
  CROSS_FLAG,
  type CrossCheck,
  type CrossCheckRow,
  crossCheckRecords,
} from '#engine/checks/cross-check.ts';
import { createTally } from '#engine/checks/tally.ts';
import { walkRecords } from '#engine/checks/walk.ts';
import { countsIn, lineId, type Options, withChecked } from './check-list.ts';

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

  it('says how many bytes less a batch has', () =>
    withChecked(content, { changesOnly: true }, async ({ checked }) => {
      const result = await crossCheckRecords(checked, createTally(0), {
        ask: async (rows) => allFlags(rows),
        cancelled: () => false,
        progress: () => undefined,
      });
      const writtenBytes = `${a},1\n${b},2\n`.length;
      expect(result).toEqual({ ok: true, value: { leftOut: 2, writtenBytes } });
    }));

  it('takes an answer of another length for a bug', async () => {
    await expect(run({}, () => new Uint8Array(1))).rejects.toThrow(/lost rows/);
  });
});
