/** Orders that come, and things that break, at the worst moment: between two steps that belong together. */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { succeed } from '#contract/result.ts';
import type { OpenedBatch } from '#contract/schemas/batch.ts';
import type { Credentials, DestinationRef } from '#contract/schemas/profile.ts';
import { createBandwidth } from '#engine/delivery/bandwidth.ts';
import { createLanes } from '#engine/delivery/lanes.ts';
import { createS3Target } from '#engine/delivery/targets/s3.ts';
import type { S3User } from '../../s3-server/authenticate.ts';
import type { FaultRule } from '../../s3-server/faults.ts';
import { defaultBucket, defaultUser } from '../../s3-server/server.ts';
import {
  createLab,
  endOf,
  given,
  ids,
  type LabOptions,
  listText,
  makeBatch,
  never,
  temporaryFolder,
} from './lab.ts';
import { large, nothing, small, start } from './s3-lab.ts';

const { accessKeyId, secretAccessKey } = defaultUser;
const credentials: Credentials = { accessKeyId, secretAccessKey };
const putOnly: S3User = { ...defaultUser, rights: 'putOnly' };
const thirdPiece = { operation: 'UploadPart', partNumber: 3 } as const;
const stall = { kind: 'stall', at: 'head' } as const;

type Lab = ReturnType<typeof createLab>;
type Server = Awaited<ReturnType<typeof start>>['server'];

const enqueue = async (lab: Lab, batch: OpenedBatch, to: DestinationRef): Promise<string> =>
  given(await lab.enqueue(batch, to)).deliveryId;

/** Follows a delivery to its end, and until what it brought is in the cache. */
const followToEnd = async (lab: Lab, deliveryId: string): Promise<string> => {
  const end = endOf(await lab.deliveries.follow({ deliveryId }, never));
  given(await lab.deliveries.remembered({ deliveryId }, never));
  return end;
};

const waitForStall = (server: Server, times = 1) =>
  vi.waitFor(
    () => expect(server.log.filter(({ fault }) => fault === 'stall')).toHaveLength(times),
    { timeout: 30_000 },
  );

/** A delivery of three pieces, two of which are there, that a person has paused. */
const startPaused = async (labOptions: LabOptions = {}, later: readonly FaultRule[] = []) => {
  const begun = await start([{ match: thirdPiece, action: stall }, ...later], {}, labOptions);
  const deliveryId = await enqueue(begun.lab, makeBatch({ parts: [large] }), begun.to);
  await waitForStall(begun.server);
  given(await begun.lab.deliveries.pause({ deliveryId }, never));
  return { ...begun, deliveryId };
};

it('does not send what was cancelled by a process that died before it had let go', async () => {
  const dataDir = temporaryFolder();
  let isAsked = false;
  let answer = (): void => undefined;
  const silent = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { lab, deliveryId, left } = await startPaused({
    dataDir,
    readSecret: async () => {
      if (isAsked) await silent;
      return succeed(credentials);
    },
  });
  isAsked = true;
  const cancelling = lab.deliveries.cancel({ deliveryId }, never);
  await vi.waitFor(async () => expect((await lab.row(deliveryId))?.state).toBe('waiting'));

  // What the next process finds; nobody gives the lease of a dead one back.
  lab.exec("DELETE FROM leases WHERE name GLOB 'deliver:*'");
  const next = createLab({ dataDir, credentials });
  const found = await next.row(deliveryId);
  given(await next.deliveries.goOn({ deliveryId }, never));
  await vi.waitFor(async () => expect((await next.row(deliveryId))?.state).toBe('cancelled'));
  expect([found?.standstill, left()]).toEqual(['interrupted', nothing]);
  answer();
  await cancelling;
});

it('asks nobody for keys to cancel what was never begun', async () => {
  const readSecret = vi.fn(async () => succeed(credentials));
  const { lab, to, left } = await start([], {}, { readSecret });
  const first = await enqueue(lab, makeBatch(), to);
  await followToEnd(lab, first);
  const blocked = { type: 'unfollowed', format: 'ids-only', parts: [listText(5, 9, 'ids-only')] };
  const held = await enqueue(lab, makeBatch(blocked as Parameters<typeof makeBatch>[0]), to);
  const askedBefore = readSecret.mock.calls.length;
  const cancelled = given(await lab.deliveries.cancel({ deliveryId: held }, never));
  expect([cancelled.state, readSecret.mock.calls.length, left().commits]).toEqual([
    'cancelled',
    askedBefore,
    1,
  ]);
});

it('is cancelled where that is said while a pause is on its way', async () => {
  const { lab, to, server, left } = await start([{ match: thirdPiece, action: stall }]);
  const deliveryId = await enqueue(lab, makeBatch({ parts: [large] }), to);
  await waitForStall(server);
  const pausing = lab.deliveries.pause({ deliveryId }, never);
  const cancelled = given(await lab.deliveries.cancel({ deliveryId }, never));
  given(await pausing);
  expect([cancelled.state, left()]).toEqual(['cancelled', nothing]);
});

it('lets go of an upload that is cancelled while what is there of it is asked for', async () => {
  const whileAsking = { match: { operation: 'ListParts' }, action: stall } as const;
  const { lab, deliveryId, server, left } = await startPaused({}, [whileAsking]);
  given(await lab.deliveries.goOn({ deliveryId }, never));
  await waitForStall(server, 2);
  const cancelled = given(await lab.deliveries.cancel({ deliveryId }, never));
  expect([cancelled.state, cancelled.piecesLeft, left()]).toEqual(['cancelled', false, nothing]);
});

it('keeps the parts that wait when nothing is known of the one before them', async () => {
  const match = { operation: 'PutObject' } as const;
  const stalled = { match, action: { kind: 'stall', at: 'answer' } } as const;
  const { lab, to, server } = await start([stalled, stalled], { users: [putOnly] });
  const parts = [3, 4, 5, 6].map((rows) => listText(0, rows));
  const deliveryId = await enqueue(lab, makeBatch({ parts }), to);
  await waitForStall(server, 2);
  given(await lab.deliveries.pause({ deliveryId }, never));
  const states = () =>
    lab.query<{ state: string }>('SELECT state FROM delivery_parts ORDER BY position');
  const paused = states().map(({ state }) => state);
  given(await lab.deliveries.goOn({ deliveryId }, never));
  await followToEnd(lab, deliveryId);
  expect([paused, server.objects.keys()]).toEqual([
    ['unknown', 'unknown', 'paused', 'paused'],
    expect.objectContaining({ length: 4 }),
  ]);
});

it('queues the same batch once, however many ask at the same time', async () => {
  const { lab, to } = await start();
  // People are known, so the rows are compared first, which takes its time.
  const first = await enqueue(lab, makeBatch({ parts: [listText(0, 50)] }), to);
  await followToEnd(lab, first);
  const batch = makeBatch({ parts: [listText(0, 51)] });
  const asked = await Promise.all([1, 2, 3].map(() => lab.enqueue(batch, to)));
  for (const one of asked) if (one.ok) await followToEnd(lab, one.value.deliveryId);
  const codes = asked.map((one) => (one.ok ? 'queued' : one.error.code)).toSorted();
  expect([codes[0], codes[1], codes[2]]).toEqual([
    expect.stringMatching(/^again-/),
    expect.stringMatching(/^again-/),
    'queued',
  ]);
});

it('gives a lease back that the store would not take at first', async () => {
  const { lab, to } = await start();
  const database = lab.database();
  const prepare = database.prepare.bind(database);
  let refused = 0;
  vi.spyOn(database, 'prepare').mockImplementation((sql: string) => {
    if (refused === 0 && sql.startsWith('DELETE FROM leases')) {
      refused += 1;
      throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
    }
    return prepare(sql);
  });
  const first = await enqueue(lab, makeBatch({ parts: [listText(0, 50)] }), to);
  await followToEnd(lab, first);
  const second = await enqueue(lab, makeBatch({ parts: [listText(0, 51)] }), to);
  const end = await followToEnd(lab, second);
  await vi.waitFor(() =>
    expect(lab.query("SELECT * FROM leases WHERE name GLOB 'd*'")).toEqual([]),
  );
  expect([refused, end]).toEqual([1, 'uploaded']);
});

it.each(['file.csv', 'folder'])(
  "says nothing of a part that may be there where its bytes can't be read (%s)",
  async (name) => {
    const { server } = await start();
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'folder'));
    const place = { bucket: defaultBucket, endpoint: server.endpoint, region: 'us-east-1' };
    const lane = createLanes(createBandwidth()).laneFor(place);
    const target = given(
      await createS3Target({
        ...{ place, credentials, lane, clock: () => new Date(), idleMs: 5_000 },
        patience: { maxRetryMs: 1_000, onPause: () => undefined },
      }),
    );
    const sha256 = createHash('sha256').update(small).digest('hex');
    const part = { file: 'a.csv', path: join(dir, name), bytes: small.length, sha256 };
    const noted = () => succeed(null);
    const outcome = await target.send({ ...part, pieceMd5s: [], identity: '' }, 'key/a.csv', {
      signal: never.signal,
      earlier: { wasBegun: true, uploadId: null, pieces: [], inDoubt: true },
      onBytes: () => undefined,
      ...{ onUploadId: noted, onPiece: noted, onCommitting: noted },
    });
    target.close();
    expect(outcome.state).toBe('unknown');
  },
);

it('goes on only with the delivery that goes to where it is asked to', async () => {
  const { lab, server } = await start([{ match: thirdPiece, action: stall }]);
  const to = (appId: string, prefix?: string): DestinationRef => ({
    ...{ kind: 's3', ...ids, appId },
    place: {
      ...{ kind: 's3', bucket: defaultBucket, endpoint: server.endpoint, region: 'us-east-1' },
      ...(prefix === undefined ? {} : { prefix }),
    },
  });
  const batch = makeBatch({ parts: [large] });
  const deliveryId = await enqueue(lab, batch, to('app-a'));
  await waitForStall(server);
  given(await lab.deliveries.pause({ deliveryId }, never));
  const { batchId } = batch;
  const profile = await lab.addProfile({ name: 'Other', appId: 'app-a' });
  const found = await Promise.all(
    [undefined, to('app-a'), to('app-b'), to('app-a', 'sub'), profile].map(async (place) => {
      const input = place === undefined ? { batchId } : { batchId, to: place };
      return given(await lab.deliveries.earlier(input, never)).delivery?.id ?? null;
    }),
  );
  expect(found).toEqual([deliveryId, deliveryId, null, null, null]);
});

it('goes on with a delivery into a folder only in that folder', async () => {
  const lab = createLab();
  const [one, other] = [temporaryFolder(), temporaryFolder()].map((path) => lab.folderRef(path));
  if (one === undefined || other === undefined) throw new Error('no folders');
  const batch = makeBatch();
  const deliveryId = await enqueue(lab, batch, one);
  await followToEnd(lab, deliveryId);
  const { batchId } = batch;
  const found = await Promise.all(
    [one, other].map(async (to) => given(await lab.deliveries.earlier({ batchId, to }, never))),
  );
  expect(found.map(({ delivery }) => delivery?.id ?? null)).toEqual([deliveryId, null]);
});

it('stays with the server where a delivery has begun, and follows its profile until then', async () => {
  const { lab, deliveryId, to, server, left } = await startPaused();
  const other = await start();
  const placeOf = (endpoint: string) =>
    ({ kind: 's3', bucket: defaultBucket, endpoint, region: 'us-east-1' }) as const;
  await lab.changeProfile(to, { place: placeOf(other.server.endpoint) });
  given(await lab.deliveries.goOn({ deliveryId }, never));
  await followToEnd(lab, deliveryId);
  expect([left(), other.left()]).toEqual([{ ...nothing, objects: 1, commits: 1 }, nothing]);

  const batch = makeBatch({ parts: [large] });
  await lab.changeProfile(to, { place: placeOf('http://127.0.0.1:9') });
  const confirm = { again: true, reason: 'A test' };
  const second = given(await lab.enqueue(batch, to, confirm)).deliveryId;
  await vi.waitFor(async () => expect((await lab.row(second))?.state).toBe('offline'));
  given(await lab.deliveries.pause({ deliveryId: second }, never));
  await lab.changeProfile(to, { place: placeOf(server.endpoint) });
  given(await lab.deliveries.goOn({ deliveryId: second }, never));
  expect([await followToEnd(lab, second), left().objects]).toEqual(['uploaded', 2]);
});
