import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ImportType } from '#contract/schemas/common.ts';
import { channelKey } from '#engine/cache/channel-key.ts';
import { compareKeys, lineIdKey } from '#engine/cache/line-id-key.ts';
import { CROSS_CHECK, crossCheck, type ListedLink, tallyLinks } from '#engine/cache/links.ts';
import { countLinks, ensureChannel, linkSaver, linksState } from '#engine/cache/queries.ts';
import type { LinkSlice } from '#engine/cache/sort-links-job.ts';
import { runJob } from '#engine/jobs/run-job.ts';
import type { Store } from '#engine/store/open.ts';
import { opened, temporaryFolder } from '../store/folder.ts';
import { saveLinks } from './save-links.ts';

const id = (digit: string): string => `U${digit.repeat(32)}`;
const row = (lineUserId: string, userId: string | null = null): ListedLink => ({
  lineUserId,
  userId,
});

/** A store with one batch and a channel, and how to deliver to it. */
const cache = (key = 'app/1') => {
  const { database } = opened(temporaryFolder());
  database.exec(
    "INSERT INTO batches (number, id, seal, type, format, dir, created_at) VALUES (1, 'batch-1', '', 'followed', 'ids-only', '', '')",
  );
  return {
    database,
    deliver: (type: ImportType, ...rows: ListedLink[]) =>
      saveLinks(database, { channel: ensureChannel(database, key), type, batch: 1 }, [rows]),
  };
};

const dump = (database: Store['database']) =>
  database.prepare('SELECT line_id, user_id, followed FROM links ORDER BY line_id').raw().all();

const { alreadyDelivered, relinksUser, blockedInCache, blockedUnknown } = CROSS_CHECK;

it('knows nothing of a channel to which nothing was delivered', () => {
  const { database } = cache();
  const rows = [row(id('1'), 'a'), row(id('2'))];
  expect([
    [...crossCheck(database, 'app/1', 'followed')(rows)],
    [...crossCheck(database, 'app/1', 'unfollowed')(rows)],
    countLinks(database, 'app/1'),
  ]).toEqual([[0, 0], [blockedUnknown, blockedUnknown], { followed: 0, unfollowed: 0 }]);
});

it('answers for followed lists as docs/checking.md says', () => {
  const { database, deliver } = cache();
  deliver('followed', row(id('1'), 'a'), row(id('2')));
  deliver('followed', row(id('a')));
  deliver('unfollowed', row(id('3')), row('U-odd', 'd'));
  const check = crossCheck(database, 'app/1', 'followed');
  const rows = [
    row(id('1'), 'a'),
    row(id('1'), 'b'),
    row(id('1')),
    row(id('2'), 'a'),
    row(id('2')),
    row(id('3')),
    row(id('4'), 'a'),
    row('U-odd', 'x'),
    row(id('A')),
  ];
  expect([...check(rows)]).toEqual([
    alreadyDelivered,
    relinksUser,
    alreadyDelivered,
    0,
    alreadyDelivered,
    blockedInCache,
    0,
    relinksUser | blockedInCache,
    0,
  ]);
});

it('answers for unfollowed lists as docs/checking.md says', () => {
  const { database, deliver } = cache();
  deliver('followed', row(id('1'), 'a'));
  deliver('unfollowed', row(id('2'), 'b'));
  const check = crossCheck(database, 'app/1', 'unfollowed');
  const rows = [row(id('1')), row(id('1'), 'x'), row(id('2')), row(id('2'), 'b'), row(id('3'))];
  expect([...check(rows)]).toEqual([
    0,
    relinksUser,
    alreadyDelivered,
    alreadyDelivered,
    blockedUnknown,
  ]);
});

it('keeps the known user ID where a delivery names none', () => {
  const { database, deliver } = cache();
  deliver('followed', row(id('1'), 'a'));
  deliver('unfollowed', row(id('1')));
  deliver('followed', row(id('1')), row(id('2'), 'b'), row(id('2'), 'c'));
  expect(dump(database)).toEqual([
    [Buffer.alloc(16, 0x11), 'a', 1],
    [Buffer.alloc(16, 0x22), 'c', 1],
  ]);
});

it('counts what the guard rails ask for', () => {
  const { database, deliver } = cache();
  deliver('followed', row(id('1'), 'a'), row(id('2'), 'b'));
  deliver('unfollowed', row(id('3')));
  const steps = tallyLinks(database, 'app/1', 'followed', [
    [row(id('1'), 'a'), row(id('2'), 'x')],
    [row(id('3')), row(id('4'))],
  ]);
  let step = steps.next();
  while (!step.done) step = steps.next();
  expect(step.value).toEqual({
    ...{ rows: 4, known: 3, relinked: 1, otherType: 1 },
    allFollowed: countLinks(database, 'app/1').followed,
  });
});

it('counts the known people of a channel by state', () => {
  const { database, deliver } = cache();
  deliver('followed', row(id('1')), row(id('2')));
  deliver('unfollowed', row(id('2')), row(id('3')));
  expect([countLinks(database, 'app/1'), countLinks(database, 'app/2')]).toEqual([
    { followed: 1, unfollowed: 2 },
    { followed: 0, unfollowed: 0 },
  ]);
});

it('saves a part from another thread as it would row by row, while other work goes on', async () => {
  const { database } = cache();
  const rows = Array.from({ length: 30_000 }, (_, n) =>
    row(
      n % 7 === 0
        ? `UZ${String(n % 9000).padStart(31, 'x')}`
        : `U${((n % 20_000) * 2_654_435_761).toString(16).padStart(32, '0')}`,
      n % 5 === 0 ? null : n % 11 === 0 ? `user "${n}",\n\\ 東京` : `user-${n}`,
    ),
  );
  const field = (value: string) =>
    /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const lines = rows.map(({ lineUserId, userId }) => `${lineUserId},${field(userId ?? '')}\n`);
  const text = `line_user_id,user_id\n${lines.join('')}`;
  const path = join(temporaryFolder(), 'part.csv');
  writeFileSync(path, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const channel = ensureChannel(database, 'app/1');
  const other = ensureChannel(database, 'app/2');
  saveLinks(database, { channel: other, type: 'followed', batch: 1 }, [rows]);
  const links = (of: number) =>
    database
      .prepare(
        'SELECT line_id, user_id, followed, batch FROM links WHERE channel = ? ORDER BY line_id',
      )
      .raw()
      .all(of);

  const save = linkSaver(database, channel, true, 1);
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  const states = new Set<string | null>();
  const input = { path, sha256, databasePath: database.name };
  const onQuestion = (slice: LinkSlice) => {
    save(slice);
    states.add(linksState(database, channel));
    return { elapsedMs: 1 };
  };
  expect(await runJob('sort-links', input, { onQuestion })).toEqual({
    ok: true,
    value: { isSaved: true },
  });
  clearInterval(timer);
  expect([links(channel), turns > 0, states.size > 1]).toEqual([links(other), true, true]);
  const altered = { ...input, sha256: '0'.repeat(64) };
  expect(await runJob('sort-links', altered)).toEqual({ ok: true, value: { isSaved: false } });
});

it('keeps practice, and a folder named for once, apart from the channel', () => {
  const ids = { appId: 'app', channelId: '1' };
  expect([
    channelKey({ ...ids, environment: 'production', placeKind: 's3' }),
    channelKey({ ...ids, environment: 'test', placeKind: 'folder' }),
    channelKey({ ...ids, environment: null, placeKind: 's3' }),
    channelKey({ ...ids, environment: 'practice', placeKind: 's3' }),
    channelKey({ ...ids, environment: null, placeKind: 'folder' }),
  ]).toEqual(['app/1', 'app/1', 'app/1', 'practice:app/1', 'practice:app/1']);
});

const anyId = fc.oneof(
  fc.stringMatching(/^U[0-9a-f]{32}$/),
  fc.stringMatching(/^U[0-9A-Za-z]{32}$/),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
);

it('orders keys as the database does, and confuses no two IDs', () => {
  const { database } = opened(temporaryFolder());
  database.exec('CREATE TEMP TABLE keys (key ANY NOT NULL, id TEXT NOT NULL) STRICT');
  const insert = database.prepare('INSERT INTO keys VALUES (?, ?)');
  const sorted = database.prepare('SELECT id FROM keys ORDER BY key').pluck();
  fc.assert(
    fc.property(fc.uniqueArray(anyId, { minLength: 2, maxLength: 20 }), (ids) => {
      database.exec('DELETE FROM keys');
      for (const one of ids) insert.run(lineIdKey(one), one);
      const ours = [...ids].sort((a, b) => compareKeys(lineIdKey(a), lineIdKey(b)));
      expect(ours).toEqual(sorted.all());
      expect(new Set(ids.map((one) => String(lineIdKey(one)))).size).toBe(ids.length);
    }),
    { numRuns: 60 },
  );
});
