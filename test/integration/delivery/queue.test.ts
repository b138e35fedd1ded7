/** The queue by hand: pause, go on, cancel, keys that expire, lists that wait for each other. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { userInfo } from 'node:os';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { fail, succeed } from '#contract/result.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { Credentials } from '#contract/schemas/profile.ts';
import { createAuditHandlers } from '#engine/audit/handlers.ts';
import { lazyStore } from '#engine/store/lazy.ts';
import type { S3User } from '../../s3-server/authenticate.ts';
import { defaultBucket, defaultUser } from '../../s3-server/server.ts';
import type { Order } from './deliver-process.ts';
import {
  createLab,
  endOf,
  given,
  ids,
  listText,
  makeBatch,
  never,
  temporaryFolder,
  textOfSize,
} from './lab.ts';
import { large, nothing, once as onceThere, small, start } from './s3-lab.ts';

const { accessKeyId, secretAccessKey } = defaultUser;
const credentials: Credentials = { accessKeyId, secretAccessKey };
const MiB = 1024 * 1024;
const putOnly: S3User = { ...defaultUser, rights: 'putOnly' };

type Lab = ReturnType<typeof createLab>;

const waitForState = (lab: Lab, id: string, state: DeliveryRow['state']) =>
  vi.waitFor(async () => expect((await lab.row(id))?.state).toBe(state), {
    timeout: 30_000,
    interval: 20,
  });

const uploadParts = (server: Awaited<ReturnType<typeof start>>['server']) =>
  server.log.filter(({ operation, committed }) => operation === 'UploadPart' && committed);

const stall = { kind: 'stall', at: 'head' } as const;

it('pauses with all that has arrived, and goes on from there', async () => {
  const match = { operation: 'UploadPart', partNumber: 3 } as const;
  const { lab, to, server, left } = await start([{ match, action: stall }]);
  const { deliveryId } = given(await lab.enqueue(makeBatch({ parts: [large] }), to));
  await vi.waitFor(() => expect(uploadParts(server)).toHaveLength(2), { timeout: 30_000 });
  const paused = given(await lab.deliveries.pause({ deliveryId }, never));
  expect([paused, left(), endOf(await lab.deliveries.follow({ deliveryId }, never))]).toMatchObject(
    [
      { state: 'paused', standstill: 'by-hand', can: { goOn: true, cancel: true, pause: false } },
      { ...nothing, uploads: 1 },
      'delivery-paused',
    ],
  );
  given(await lab.deliveries.goOn({ deliveryId }, never));
  const end = given(await lab.deliveries.follow({ deliveryId }, never));
  expect([end.receipt.parts, uploadParts(server).length, left()]).toMatchObject([
    [{ partsSent: 1, partsReused: 2 }],
    3,
    onceThere,
  ]);
});

it.each([
  ['at a stalled piece', { operation: 'UploadPart', partNumber: 3 }, 'head'],
  ['before anything was sent', { operation: 'CreateMultipartUpload' }, 'head'],
  ['where the id of the upload was lost', { operation: 'CreateMultipartUpload' }, 'answer'],
] as const)('is cancelled %s without leaving anything there', async (_, match, at) => {
  const { lab, to, server, left } = await start([{ match, action: { kind: 'stall', at } }]);
  const { deliveryId } = given(await lab.enqueue(makeBatch({ parts: [large] }), to));
  await vi.waitFor(() => expect(server.log.some(({ fault }) => fault === 'stall')).toBe(true), {
    timeout: 30_000,
  });
  const cancelled = given(await lab.deliveries.cancel({ deliveryId }, never));
  expect([cancelled.state, cancelled.piecesLeft, left()]).toEqual(['cancelled', false, nothing]);
  expect(await lab.deliveries.goOn({ deliveryId }, never)).toMatchObject({
    error: { code: 'delivery-ended' },
  });
});

it('is cancelled while it is paused, in another process, without leaving anything there', async () => {
  const match = { operation: 'UploadPart', partNumber: 3 } as const;
  const dataDir = temporaryFolder();
  const { lab, to, server, left } = await start([{ match, action: stall }], {}, { dataDir });
  const { deliveryId } = given(await lab.enqueue(makeBatch({ parts: [large] }), to));
  await vi.waitFor(() => expect(uploadParts(server)).toHaveLength(2), { timeout: 30_000 });
  given(await lab.deliveries.pause({ deliveryId }, never));
  const other = createLab({ dataDir, credentials });
  const cancelled = given(await other.deliveries.cancel({ deliveryId }, never));
  expect([cancelled.state, left()]).toEqual(['cancelled', nothing]);
});

it('is cancelled after a kill that came before the id of the upload was noted', async () => {
  const match = { operation: 'CreateMultipartUpload' } as const;
  const dataDir = temporaryFolder();
  const { server, left } = await start([{ match, action: { kind: 'stall', at: 'answer' } }]);
  const place = { kind: 's3', bucket: defaultBucket, endpoint: server.endpoint } as const;
  const to: Order['to'] = { kind: 's3', place: { ...place, region: 'us-east-1' }, ...ids };
  const order: Order = { dataDir, batch: makeBatch({ parts: [large] }), to, credentials };
  const child = fork(fileURLToPath(new URL('deliver-process.ts', import.meta.url)), [
    JSON.stringify(order),
  ]);
  await vi.waitFor(() => expect(left().uploads).toBe(1), { timeout: 60_000 });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lab = createLab({ dataDir, credentials });
  const deliveryId = (await lab.list())[0]?.id ?? '';
  const cancelled = given(await lab.deliveries.cancel({ deliveryId }, never));
  expect([cancelled.state, left()]).toEqual(['cancelled', nothing]);
});

it.each([
  ['pause', 'head', [], 'paused'],
  ['cancel', 'head', [], 'cancelled'],
  ['pause', 'answer', [], 'uploaded'],
  ['cancel', 'answer', [putOnly], 'unknown'],
] as const)(
  'does not wait for a whole part that hangs (%s, %s, %j): then it is %s',
  async (order, at, users, state) => {
    const match = { operation: 'PutObject' } as const;
    const { lab, to, server, left } = await start(
      [{ match, action: { kind: 'stall', at } }],
      users.length === 0 ? {} : { users },
    );
    const { deliveryId } = given(await lab.enqueue(makeBatch({ parts: [small] }), to));
    await vi.waitFor(() => expect(server.log.some(({ fault }) => fault === 'stall')).toBe(true), {
      timeout: 30_000,
    });
    const orderedAtMs = performance.now();
    const stopped = given(await lab.deliveries[order]({ deliveryId }, never));
    // Half of what a request may be silent for.
    const isSoon = performance.now() - orderedAtMs < 15_000;
    expect([stopped.state, isSoon, left()]).toEqual([
      state,
      true,
      at === 'answer' ? onceThere : nothing,
    ]);
  },
);

it('says that pieces may have stayed where the key may not remove them', async () => {
  const match = { operation: 'UploadPart', partNumber: 3 } as const;
  const { lab, to, server } = await start([{ match, action: stall }], { users: [putOnly] });
  const { deliveryId } = given(await lab.enqueue(makeBatch({ parts: [large] }), to));
  await vi.waitFor(() => expect(uploadParts(server)).toHaveLength(2), { timeout: 30_000 });
  const cancelled = given(await lab.deliveries.cancel({ deliveryId }, never));
  expect([cancelled.state, cancelled.piecesLeft]).toEqual(['cancelled', true]);
});

it.each([
  ['ExpiredToken', 400, 'keys-expired', 's3-token-expired'],
  ['InvalidAccessKeyId', 403, 'keys-expired', 's3-unknown-key'],
  ['AccessDenied', 403, 'keys-refused', 's3-forbidden'],
] as const)(
  'keeps the pieces after %s and goes on with new keys',
  async (code, status, why, told) => {
    const fault = {
      match: { operation: 'UploadPart', partNumber: 3 },
      action: { kind: 'status', code, status },
    } as const;
    let asked = 0;
    // Where it is refused a piece is sent once more, with its body signed.
    const faults = code === 'AccessDenied' ? [fault, fault] : [fault];
    const { lab, to, server, left } = await start(
      faults,
      {},
      {
        readSecret: async () => {
          asked += 1;
          return succeed(credentials);
        },
      },
    );
    const { deliveryId } = given(await lab.enqueue(makeBatch({ parts: [large] }), to));
    expect(endOf(await lab.deliveries.follow({ deliveryId }, never))).toBe(told);
    const row = await lab.row(deliveryId);
    const before = uploadParts(server).map(({ partNumber }) => partNumber);
    given(await lab.deliveries.goOn({ deliveryId }, never));
    const end = given(await lab.deliveries.follow({ deliveryId }, never));
    const all = uploadParts(server).map(({ partNumber }) => partNumber);
    expect([row, asked, left(), all.length - new Set(all).size]).toMatchObject([
      { state: 'paused', standstill: why, failure: { code: told } },
      2,
      onceThere,
      0,
    ]);
    expect(end.receipt.parts[0]?.partsReused).toBe(before.length);
  },
);

it('stands still without keys, and goes on when there are some', async () => {
  let keys: Credentials | undefined;
  const { lab, to, left } = await start(
    [],
    {},
    {
      readSecret: async () => (keys ? succeed(keys) : fail('credentials-missing')),
    },
  );
  const { deliveryId } = given(await lab.enqueue(makeBatch(), to));
  const ended = endOf(await lab.deliveries.follow({ deliveryId }, never));
  const row = await lab.row(deliveryId);
  keys = credentials;
  given(await lab.deliveries.goOn({ deliveryId }, never));
  await waitForState(lab, deliveryId, 'uploaded');
  expect([ended, row?.standstill, left()]).toEqual([
    'credentials-missing',
    'keys-missing',
    onceThere,
  ]);
});

it('goes on from its own batch after a copy that was sealed anew was refused', async () => {
  let keys: Credentials | undefined;
  const readSecret = async () => (keys ? succeed(keys) : fail('credentials-missing'));
  const { lab, to, left } = await start([], {}, { readSecret });
  const batch = makeBatch();
  const { deliveryId } = given(await lab.enqueue(batch, to));
  await waitForState(lab, deliveryId, 'paused');
  const copy = { ...makeBatch({ parts: [listText(3, 9)] }), batchId: batch.batchId };
  const refused = await lab.enqueue(copy, to);
  keys = credentials;
  given(await lab.deliveries.goOn({ deliveryId }, never));
  const end = endOf(await lab.deliveries.follow({ deliveryId }, never));
  expect([refused, end, left()]).toMatchObject([
    { ok: false, error: { code: 'batch-altered' } },
    'uploaded',
    onceThere,
  ]);
});

it('holds the blocked list until the deliverable one is imported', async () => {
  const { lab, to } = await start();
  const blocked = () =>
    makeBatch({ type: 'unfollowed', format: 'ids-only', parts: [listText(5, 9, 'ids-only')] });
  const first = given(await lab.enqueue(makeBatch(), to)).deliveryId;
  // Its channel is free again as well.
  given(await lab.deliveries.follow({ deliveryId: first }, never));
  const second = given(await lab.enqueue(blocked(), to)).deliveryId;
  const held = await lab.row(second);
  const told = endOf(await lab.deliveries.follow({ deliveryId: second }, never));
  // The command line waits for nobody: it refuses, and a reason passes.
  const refused = await lab.deliver(blocked(), to, { confirm: { again: true } });
  given(await lab.deliveries.markImported({ deliveryId: first, imported: true }, never));
  await waitForState(lab, second, 'uploaded');
  expect([held, told, refused]).toMatchObject([
    {
      state: 'waiting',
      standstill: 'hold-until-imported',
      waitsFor: first,
      can: { release: true },
    },
    'import-unconfirmed',
    { error: { code: 'import-unconfirmed', details: { option: '--reason' } } },
  ]);
});

it('sets nothing going that another mark has let go before', async () => {
  const dataDir = temporaryFolder();
  const { lab, to } = await start([], {}, { dataDir });
  const first = given(await lab.enqueue(makeBatch(), to)).deliveryId;
  given(await lab.deliveries.follow({ deliveryId: first }, never));
  const parts = [listText(5, 9, 'ids-only')];
  const blocked = makeBatch({ type: 'unfollowed', format: 'ids-only', parts });
  const second = given(await lab.enqueue(blocked, to)).deliveryId;
  await lab.close();
  // As it stands where the app ended between the mark and the first byte.
  lab.exec(
    "UPDATE deliveries SET imported_at = '2026-11-22T00:00:00.000Z' WHERE waits_for IS NULL",
  );
  const later = createLab({ dataDir, credentials });
  given(await later.deliveries.markImported({ deliveryId: first, imported: true }, never));
  expect(await later.row(second)).toMatchObject({ state: 'waiting', standstill: 'interrupted' });
});

it('sends a held list at once where a person says why', async () => {
  const { lab, to } = await start();
  const parts = [listText(5, 9, 'ids-only')];
  const first = given(await lab.enqueue(makeBatch(), to)).deliveryId;
  const blocked = makeBatch({ type: 'unfollowed', format: 'ids-only', parts });
  const second = given(await lab.enqueue(blocked, to)).deliveryId;
  await waitForState(lab, first, 'uploaded');
  const reason = 'The mail has come, to a colleague';
  given(await lab.deliveries.release({ deliveryId: second, reason }, never));
  given(await lab.deliveries.follow({ deliveryId: second }, never));
  const passing = await lab.deliver(
    makeBatch({ type: 'unfollowed', format: 'ids-only', parts: [listText(20, 24, 'ids-only')] }),
    to,
    { confirm: { reason: 'A test' } },
  );
  expect([
    endOf(passing),
    lab.query(
      "SELECT json_extract(details, '$.reason') AS reason FROM events WHERE what = 'hold-released' ORDER BY number",
    ),
  ]).toEqual(['uploaded', [{ reason }, { reason: 'A test' }]]);
});

it('sends one list after the other to a channel, and several channels at a time', async () => {
  const { lab, server } = await start();
  const place = {
    kind: 's3',
    bucket: defaultBucket,
    endpoint: server.endpoint,
    region: 'us-east-1',
  } as const;
  const toFirst = await lab.addProfile({ name: 'First', appId: 'one', place });
  const toSecond = await lab.addProfile({ name: 'Second', appId: 'two', place });
  const lists = [
    [makeBatch({ parts: [listText(0, 3)] }), toFirst],
    [makeBatch({ parts: [listText(0, 4)] }), toFirst],
    [makeBatch({ parts: [listText(0, 5)] }), toSecond],
  ] as const;
  const queued = [];
  for (const [batch, to] of lists) {
    queued.push(given(await lab.enqueue(batch, to, { reason: 'A test' })).deliveryId);
  }
  for (const id of queued) await waitForState(lab, id, 'uploaded');
  const keys = server.objects.keys().filter((key) => key.startsWith('one/'));
  expect([keys.map((key) => key.split('/').at(-1)), server.objects.keys().length]).toEqual([
    ['users.csv', 'users-2.csv'],
    3,
  ]);
});

it('tells progress that never goes back and never passes the whole, whatever is sent again', async () => {
  const reset = { kind: 'resetInBody', afterBytes: 5 * MiB } as const;
  const faults = [1, 2, 3].map((partNumber) => ({
    ...{ match: { operation: 'UploadPart', partNumber } as const, times: 2, action: reset },
  }));
  const conflict = { kind: 'status', status: 409, code: 'ConditionalRequestConflict' } as const;
  const rows: DeliveryRow[] = [];
  const { lab, to } = await start(
    [...faults, { match: { operation: 'CompleteMultipartUpload' }, action: conflict }],
    {},
    { onChanged: (changed) => rows.push(...changed) },
  );
  const { deliveryId } = given(await lab.enqueue(makeBatch({ parts: [large] }), to));
  await waitForState(lab, deliveryId, 'uploaded');
  const done = rows.map(({ doneBytes }) => doneBytes);
  expect([
    done.every((bytes, index) => bytes >= (done[index - 1] ?? 0) && bytes <= large.length),
    rows.some(({ state }) => state === 'sending'),
  ]).toEqual([true, true]);
});

it('waits for the network, says so, and goes on by itself', async () => {
  const reset = { kind: 'resetBefore' } as const;
  const { lab, to, server } = await start(
    [{ match: { operation: 'UploadPart' }, times: 'always', action: reset }],
    {},
    { maxRetryMs: null },
  );
  const { deliveryId } = given(await lab.enqueue(makeBatch({ parts: [large] }), to));
  let seen: DeliveryRow | undefined;
  await vi.waitFor(
    async () => {
      const row = await lab.row(deliveryId);
      expect(row?.state).toBe('offline');
      seen = row;
    },
    { timeout: 30_000, interval: 5 },
  );
  server.script.clear();
  await waitForState(lab, deliveryId, 'uploaded');
  expect(seen).toMatchObject({
    standstill: 'network',
    can: { pause: true, cancel: true, goOn: true },
  });
});

it('keeps to a limit of bytes a second, and shows it', async () => {
  const { lab, to } = await start();
  const bytesPerSecond = 256 * 1024;
  given(await lab.deliveries.setLimits({ bytesPerSecond }, never));
  const startMs = performance.now();
  const batch = makeBatch({ parts: [textOfSize(384 * 1024)] });
  const { deliveryId } = given(await lab.enqueue(batch, to));
  const limitedTo = (await lab.row(deliveryId))?.limitedTo;
  await waitForState(lab, deliveryId, 'uploaded');
  const elapsedMs = performance.now() - startMs;
  expect([limitedTo, elapsedMs > 1_300, await lab.deliveries.limits({}, never)]).toEqual([
    bytesPerSecond,
    true,
    { ok: true, value: { bytesPerSecond } },
  ]);
});

it('resolves what nobody knows by looking, and never by sending blindly', async () => {
  const { lab, to, server, left } = await start(
    [{ match: { operation: 'PutObject' }, action: { kind: 'resetAfter' } }],
    { users: [putOnly] },
  );
  const { deliveryId } = given(await lab.enqueue(makeBatch({ parts: [small] }), to));
  expect(endOf(await lab.deliveries.follow({ deliveryId }, never))).toBe('s3-outcome-unknown');
  given(await lab.deliveries.goOn({ deliveryId }, never));
  // The key still may not look, and the condition says only that something is there.
  expect(endOf(await lab.deliveries.follow({ deliveryId }, never))).toBe('s3-outcome-unknown');
  const commits = server.log.filter(({ committed }) => committed).length;
  expect([left(), commits, (await lab.row(deliveryId))?.can]).toEqual([
    onceThere,
    1,
    { pause: false, goOn: true, cancel: false, release: false },
  ]);
});

it('says who is sending to a channel from another process', async () => {
  const match = { operation: 'PutObject' } as const;
  const { server } = await start([{ match, action: stall }]);
  const dataDir = temporaryFolder();
  const place = { kind: 's3', bucket: defaultBucket, endpoint: server.endpoint } as const;
  const to: Order['to'] = { kind: 's3', place: { ...place, region: 'us-east-1' }, ...ids };
  const order: Order = { dataDir, batch: makeBatch(), to, credentials };
  const script = fileURLToPath(new URL('deliver-process.ts', import.meta.url));
  const child = fork(script, [JSON.stringify(order)]);
  await vi.waitFor(() => expect(server.log.some(({ fault }) => fault === 'stall')).toBe(true), {
    timeout: 30_000,
  });
  const lab = createLab({ dataDir, credentials });
  const other = makeBatch({ parts: [listText(0, 4)] });
  const busy = await lab.deliver(other, to);
  const waiting = given(await lab.enqueue(other, to, { reason: 'A test' })).deliveryId;
  const [, sending] = await lab.list();
  const queued = await lab.row(waiting);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await waitForState(lab, waiting, 'uploaded');
  expect([busy, queued, sending]).toMatchObject([
    { error: { code: 'delivery-busy', details: { who: userInfo().username, pid: child.pid } } },
    { state: 'waiting', standstill: 'channel-busy', can: { cancel: true } },
    { state: 'finishing', can: { pause: false, goOn: false, cancel: false } },
  ]);
});

it('keeps an audit trail that can be saved, without a single user’s ID in it', async () => {
  const { lab, to } = await start();
  const batch = makeBatch();
  given(await lab.deliver(batch, to));
  const clock = () => new Date();
  const store = lazyStore({ dir: lab.dir, clock, onSetAside: () => undefined });
  const audit = createAuditHandlers({ store: store.access });
  const path = join(temporaryFolder(), 'audit.csv');
  const { rows } = given(await audit.export({ path }, never));
  const { events } = given(await audit.of({ batchId: batch.batchId }, never));
  store.close();
  const text = readFileSync(path, 'utf8');
  expect([
    text.split('\n')[0],
    text.split('\n').length - 2 === rows,
    events.map(({ what }) => what),
    text.includes(batch.manifest.parts[0]?.sha256 ?? '?'),
    /U[0-9a-f]{32}|user-\d/.test(text),
  ]).toEqual([
    'at,who,what,subject,batch,seal,bucket,key,bytes,sha256,outcome,reason,details',
    true,
    ['delivery-queued', 'delivery-started', 'part-ended', 'delivery-ended'],
    true,
    false,
  ]);
});
