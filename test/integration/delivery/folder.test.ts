import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { receipt as receiptSchema } from '#contract/schemas/delivery.ts';
import {
  type baseProfile,
  createLab,
  endOf,
  ids,
  lineId,
  listText,
  makeBatch,
  temporaryFolder,
  textOfSize,
  given,
} from './lab.ts';

const clock = () => new Date('2026-11-21T15:30:00.000Z');
const dayFolder = 'app-1/line_user_id/1650000000/2026/11/22/followed';

/** A lab with a profile whose place is a folder. */
const practice = async (profile: Partial<typeof baseProfile> = {}) => {
  const lab = createLab({ clock });
  const path = temporaryFolder();
  const to = await lab.addProfile({
    environment: 'practice',
    place: { kind: 'folder', path },
    ...profile,
  });
  return { lab, path, to };
};

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();

it('has the layout of the bucket, with the date of the upload in the zone of the profile', async () => {
  const { lab, path, to } = await practice();
  const batch = makeBatch({ parts: [listText(0, 3), listText(3, 5)] });
  const delivered = given(await lab.deliver(batch, to));
  expect(filesIn(path)).toEqual([`${dayFolder}/users-part1.csv`, `${dayFolder}/users-part2.csv`]);
  expect(readFileSync(join(path, dayFolder, 'users-part2.csv'), 'utf8')).toBe(listText(3, 5));
  const { receipt, receiptFile } = delivered;
  expect(receipt.parts).toMatchObject([
    { file: 'users-part1.csv', bucket: null, key: `${dayFolder}/users-part1.csv`, etag: null },
    { file: 'users-part2.csv', bucket: null, key: `${dayFolder}/users-part2.csv`, partsSent: 1 },
  ]);
  expect(basename(receiptFile ?? '')).toBe('receipt-20261121T153000Z.json');
  expect(receiptSchema.parse(JSON.parse(readFileSync(receiptFile ?? '', 'utf8')))).toEqual(receipt);
});

it('never uses a key again, and never writes over a file', async () => {
  const { lab, path, to } = await practice();
  const place = join(path, dayFolder);
  await lab.deliver(makeBatch(), to);
  const changed = listText(0, 4);
  const confirm = { again: true, reason: 'a test' };
  given(await lab.deliver(makeBatch({ parts: [changed] }), to, { confirm }));
  expect(filesIn(place)).toEqual(['users-2.csv', 'users.csv']);

  writeFileSync(join(place, 'users-3.csv'), 'somebody else’s');
  const refused = await lab.deliver(makeBatch({ parts: [listText(0, 5)] }), to, { confirm });
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'key-used', details: { key: `${dayFolder}/users-3.csv` } },
  });
  expect(readFileSync(join(place, 'users-3.csv'), 'utf8')).toBe('somebody else’s');
  given(await lab.deliver(makeBatch({ parts: [listText(0, 6)] }), to, { confirm }));
  expect(filesIn(place)).toEqual(['users-2.csv', 'users-3.csv', 'users-4.csv', 'users.csv']);
});

const alterations: readonly (readonly [string, (dir: string) => void, string])[] = [
  ['a part that is longer', (dir) => appendFileSync(join(dir, 'users.csv'), 'x'), 'batch-altered'],
  [
    'a part with another byte',
    (dir) => writeFileSync(join(dir, 'users.csv'), listText(0, 3).replace('user-1', 'user-9')),
    'batch-altered',
  ],
  ['a part that is gone', (dir) => rmSync(join(dir, 'users.csv')), 'batch-missing'],
  [
    'a manifest that was sealed anew',
    (dir) => {
      const text = readFileSync(join(dir, 'manifest.json'), 'utf8');
      writeFileSync(join(dir, 'manifest.json'), text.replace('"followed"', '"unfollowed"'));
    },
    'batch-altered',
  ],
];

it.each(alterations)('refuses %s', async (_, alter, code) => {
  const { lab, path, to } = await practice();
  const batch = makeBatch();
  alter(batch.dir);
  expect([endOf(await lab.deliver(batch, to)), filesIn(path), await lab.list()]).toEqual([
    code,
    [],
    [],
  ]);
});

const addresses = [
  ['another app', { ...ids, appId: 'other', environment: 'practice' }, 'address-mismatch'],
  ['another channel', { ...ids, channelId: '1', environment: 'practice' }, 'address-mismatch'],
  ['another environment', { ...ids, environment: 'production' }, 'address-mismatch'],
  ['no environment', { ...ids, environment: null }, 'uploaded'],
  ['the same address', { ...ids, environment: 'practice' }, 'uploaded'],
  ['no address', null, 'uploaded'],
] as const;

it.each(addresses)('holds the sealed address against the profile: %s', async (_, address, end) => {
  const { lab, to } = await practice();
  expect(endOf(await lab.deliver(makeBatch({ address }), to))).toBe(end);
});

it('asks for the type in words on a production channel, and nowhere else', async () => {
  const { lab, to } = await practice({ environment: 'production' });
  const batch = makeBatch();
  expect([
    await lab.deliver(batch, to),
    await lab.deliver(batch, to, { confirm: { type: 'unfollowed' } }),
    endOf(await lab.deliver(batch, to, { confirm: { type: 'followed' } })),
  ]).toMatchObject([
    {
      error: {
        code: 'confirm-type-missing',
        details: { type: 'followed', option: '--confirm-type followed' },
      },
    },
    {
      error: { code: 'confirm-type-mismatch', details: { type: 'followed', given: 'unfollowed' } },
    },
    'uploaded',
  ]);
});

it('asks for the type where the batch alone says production', async () => {
  const lab = createLab({ clock });
  const to = lab.folderRef(temporaryFolder());
  const batch = makeBatch({ address: { ...ids, environment: 'production' } });
  expect(endOf(await lab.deliver(batch, to))).toBe('confirm-type-missing');
});

it('refuses LINE IDs alone where the profile does', async () => {
  const { lab, to } = await practice({ acceptsIdsOnly: false });
  expect(endOf(await lab.deliver(makeBatch({ format: 'ids-only' }), to))).toBe(
    'format-not-accepted',
  );
});

it('asks before the same bytes go to the same channel as the same type', async () => {
  const { lab, to } = await practice();
  const text = listText(0, 3);
  await lab.deliver(makeBatch(), to);
  expect([
    await lab.deliver(makeBatch({ parts: [text] }), to),
    endOf(await lab.deliver(makeBatch(), to, { confirm: { again: true } })),
    endOf(await lab.deliver(makeBatch({ type: 'unfollowed' }), to, { confirm: { reason: 'x' } })),
  ]).toMatchObject([
    {
      error: {
        code: 'again-missing',
        details: { deliveredAt: '2026-11-21T15:30:00.000Z', option: '--again' },
      },
    },
    'uploaded',
    'uploaded',
  ]);
});

it('stops at the guard rails until a reason is given, and keeps the reason', async () => {
  const { lab, to } = await practice();
  await lab.deliver(makeBatch({ parts: [listText(0, 10)] }), to);
  const relinked = listText(0, 13).replaceAll(/user-([0-4])\n/g, 'other-$1\n');
  const batch = makeBatch({ parts: [relinked] });
  expect(await lab.deliver(batch, to)).toMatchObject({
    error: {
      code: 'reason-missing',
      details: {
        guards: ['guard-count-change', 'guard-relinked'],
        ...{ records: 13, lastRecords: 10, known: 10, relinked: 5, otherType: 0 },
        option: '--reason',
      },
    },
  });
  expect(endOf(await lab.deliver(batch, to, { confirm: { reason: 'new members' } }))).toBe(
    'uploaded',
  );
  const blocked = makeBatch({ type: 'unfollowed', parts: [listText(0, 9, 'ids-only')] });
  expect(await lab.deliver(blocked, to)).toMatchObject({
    error: { details: { guards: ['guard-other-type'], otherType: 9 } },
  });
  const told = lab.query(
    "SELECT details ->> 'reason' AS reason FROM events WHERE what = 'guards-passed'",
  );
  expect(told).toEqual([{ reason: 'new members' }]);
});

it('knows afterwards what was delivered, in the name space of practice', async () => {
  const { lab, to } = await practice();
  await lab.deliver(makeBatch(), to);
  await lab.deliver(
    makeBatch({ type: 'unfollowed', format: 'ids-only', parts: [listText(0, 1, 'ids-only')] }),
    to,
    {
      confirm: { reason: 'x' },
    },
  );
  const links = lab.query(
    `SELECT hex(line_id) AS id, user_id AS user, followed, c.key AS channel
     FROM links JOIN channels AS c ON c.id = channel ORDER BY user_id`,
  );
  const expected = [0, 1, 2].map((n) => ({
    id: lineId(n).slice(1).toUpperCase(),
    user: `user-${n}`,
    followed: n === 0 ? 0 : 1,
    channel: 'practice:app-1/1650000000',
  }));
  expect(links).toEqual(expected);
});

it('makes up for links that a crash has left out, before it asks about them', async () => {
  const { lab, to } = await practice();
  await lab.deliver(makeBatch({ parts: [listText(0, 10)] }), to);
  lab.exec('DELETE FROM links; UPDATE delivery_parts SET remembered = 0');
  const other = makeBatch({ parts: [listText(0, 10).replaceAll('user-', 'other-')] });
  expect(endOf(await lab.deliver(other, to))).toBe('reason-missing');
  expect(lab.query('SELECT count(*) AS links FROM links')).toEqual([{ links: 10 }]);
});

it('remembers nothing of a batch that is no longer what was sent', async () => {
  const { lab, to } = await practice();
  const batch = makeBatch();
  await lab.deliver(batch, to);
  lab.exec('DELETE FROM links; UPDATE delivery_parts SET remembered = 0');
  appendFileSync(join(batch.dir, 'users.csv'), `${lineId(9)},user-9\n`);
  await lab.deliver(makeBatch({ parts: [listText(20, 23)] }), to);
  expect(lab.query('SELECT user_id FROM links ORDER BY user_id')).toEqual([
    { user_id: 'user-20' },
    { user_id: 'user-21' },
    { user_id: 'user-22' },
  ]);
});

it('lists deliveries with their outcome, and believes only the user about the import', async () => {
  const { lab, to } = await practice();
  const batch = makeBatch();
  const { deliveryId } = given(await lab.deliver(batch, to));
  const never = { signal: new AbortController().signal, progress: () => undefined };
  const row = {
    id: deliveryId,
    batch: batch.batchId,
    profileName: 'Shop',
    type: 'followed',
    records: 3,
    bytes: listText(0, 3).length,
    ...{ file: 'users.csv', environment: 'practice', bucket: null, state: 'uploaded' },
    ...{ standstill: null, failure: null, parts: 1, partsUploaded: 1, bytesPerSecond: null },
    ...{ secondsLeft: null, retryInMs: null, limitedTo: null, waitsFor: null, piecesLeft: false },
    can: { pause: false, goOn: false, cancel: false, release: false },
    doneBytes: listText(0, 3).length,
    importedAt: null,
    queuedAt: clock().toISOString(),
    startedAt: clock().toISOString(),
    finishedAt: clock().toISOString(),
  };
  expect(await lab.list()).toEqual([row]);
  await lab.deliveries.markImported({ deliveryId, imported: true }, never);
  expect(await lab.list()).toEqual([{ ...row, importedAt: clock().toISOString() }]);
  await lab.deliveries.markImported({ deliveryId, imported: false }, never);
  expect(await lab.list()).toEqual([row]);
  const unknown = { deliveryId: 'delivery-0000000000000000', imported: true };
  expect(await lab.deliveries.markImported(unknown, never)).toMatchObject({
    error: { code: 'unknown-id' },
  });
});

it('takes what a dead process was committing for unknown, and asks before it goes again', async () => {
  const { lab, to } = await practice();
  await lab.deliver(makeBatch(), to);
  lab.exec(`UPDATE deliveries SET finished_at = NULL;
    UPDATE delivery_parts SET state = 'finishing', remembered = 0;
    DELETE FROM links`);
  expect((await lab.list()).map(({ state }) => state)).toEqual(['unknown']);
  expect(endOf(await lab.deliver(makeBatch(), to))).toBe('again-unfinished');
  const [row] = await lab.list();
  const never = { signal: new AbortController().signal, progress: () => undefined };
  await lab.deliveries.goOn({ deliveryId: row?.id ?? '' }, never);
  await expect.poll(async () => (await lab.list())[0]?.state).toBe('uploaded');
});

it('takes what a dead process had not yet committed for interrupted, and lets go of it', async () => {
  const { lab, to } = await practice();
  await lab.deliver(makeBatch(), to);
  lab.exec("UPDATE deliveries SET finished_at = NULL; UPDATE delivery_parts SET state = 'sending'");
  expect(await lab.list()).toMatchObject([
    { state: 'waiting', standstill: 'interrupted', can: { goOn: true, cancel: true } },
  ]);
});

it('lets one delivery at a time go to a channel', async () => {
  const { lab, to } = await practice();
  const other = makeBatch({ parts: [listText(0, 3)] });
  // Once it was read, nothing keeps it from asking while the other one is being written.
  await lab.deliver(other, lab.folderRef(temporaryFolder()));
  let second: ReturnType<typeof lab.deliver> | undefined;
  const first = await lab.deliver(makeBatch({ parts: [textOfSize(32_000_000)] }), to, {
    confirm: { reason: 'many more people' },
    onProgress: ({ stage }) => {
      if (stage === 'send') second ??= lab.deliver(other, to);
    },
  });
  const refused = await second;
  expect([endOf(first), refused && endOf(refused)]).toEqual(['uploaded', 'delivery-busy']);
});

it('is cancelled without leaving anything behind', async () => {
  const { lab, path, to } = await practice();
  const cancel = new AbortController();
  const onProgress = ({ stage, doneBytes }: { stage: string; doneBytes: number }) => {
    if (stage === 'send' && doneBytes > 0) cancel.abort();
  };
  const batch = makeBatch({ parts: [textOfSize(20_000_000)] });
  const ended = await lab.deliver(batch, to, { signal: cancel.signal, onProgress });
  expect([endOf(ended), filesIn(path), (await lab.list()).map(({ state }) => state)]).toEqual([
    'cancelled',
    [],
    ['cancelled'],
  ]);
  expect(lab.query('SELECT state FROM delivery_parts')).toEqual([{ state: 'cancelled' }]);
});

it('tells bytes that only grow and end at the whole', async () => {
  const { lab, to } = await practice();
  const parts = [textOfSize(3_000_000), textOfSize(1_000_000, 1)];
  const seen: number[] = [];
  const totals = new Set<number>();
  await lab.deliver(makeBatch({ parts }), to, {
    onProgress: ({ stage, doneBytes, totalBytes }) => {
      totals.add(totalBytes);
      if (stage === 'send') seen.push(doneBytes);
    },
  });
  expect([...totals, seen.at(-1)]).toEqual([4_000_000, 4_000_000]);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
});

it('gives the receipt back where the folder of the batch can not be written to', async () => {
  const { lab, to } = await practice();
  const batch = makeBatch();
  // Root may write everywhere, so the name is taken by a folder that is in the way of nobody else.
  chmodSync(batch.dir, 0o500);
  const isRoot = process.getuid?.() === 0;
  const delivered = given(await lab.deliver(batch, to));
  chmodSync(batch.dir, 0o700);
  expect([delivered.receiptFile === null, delivered.receipt.outcome]).toEqual([
    !isRoot,
    'uploaded',
  ]);
});

it('says what is wrong with a folder that is not there, is a file, or is not known', async () => {
  const lab = createLab({ clock });
  const path = temporaryFolder();
  writeFileSync(join(path, 'file'), '');
  mkdirSync(join(path, 'drop'));
  expect([
    endOf(await lab.deliver(makeBatch(), lab.folderRef(join(path, 'missing')))),
    endOf(await lab.deliver(makeBatch(), lab.folderRef(join(path, 'file')))),
    endOf(
      await lab.deliver(makeBatch(), {
        kind: 'folder',
        folderId: 'folder-0000000000000000',
        ...ids,
      }),
    ),
    endOf(
      await lab.deliver(makeBatch(), { kind: 'profile', profileId: 'profile-0000000000000000' }),
    ),
    await lab.test(lab.folderRef(join(path, 'drop'))),
    endOf(await lab.deliver(makeBatch(), lab.folderRef(join(path, 'drop')))),
  ]).toMatchObject([
    'out-parent-missing',
    'out-not-empty',
    'unknown-id',
    'unknown-profile',
    { ok: true, value: { verdict: 'works', region: null } },
    'uploaded',
  ]);
});
