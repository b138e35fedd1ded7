/**
 * What an S3 server and the way to it can do to a delivery (reliability.md, F-S1 to F-S14): one table,
 * one run of the command line each, one checker. Where the delivery does not end in *uploaded*, the
 * fault is taken away and the delivery resumed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { FaultAction, FaultRule } from '../s3-server/faults.ts';
import type { Operation } from '../s3-server/route.ts';
import {
  defaultUser,
  type S3Server,
  type S3ServerOptions,
  startS3Server,
} from '../s3-server/server.ts';
import { readyToDeliver, type Size } from './batches.ts';
import { assertInvariants } from './invariants.ts';
import { appId, channelId } from './place.ts';

const PATIENT = JSON.stringify({ idleMs: 1_500, maxRetryMs: 8_000 });
/** For faults that stay: nobody waits for them. */
const GIVING_UP = JSON.stringify({ idleMs: 1_500, maxRetryMs: 300 });

const once = (operation: Operation, action: FaultAction, nth = 1): FaultRule => ({
  match: { operation },
  nth,
  action,
});
const always = (operation: Operation, action: FaultAction, nth = 1): FaultRule => ({
  ...once(operation, action, nth),
  times: 'always',
});
const status = (code: string, number: number): FaultAction => ({
  kind: 'status',
  status: number,
  code,
});
const onEveryOperation = (code: string, number: number): FaultRule[] =>
  (['HeadBucket', 'CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'] as const).map(
    (operation) => once(operation, status(code, number)),
  );

type Case = {
  readonly id: string;
  readonly name: string;
  readonly size: Size;
  readonly faults: readonly FaultRule[];
  readonly server?: S3ServerOptions;
  /** `uploaded`, or exit code and failure. */
  readonly end: string;
  /** After the fault is gone; absent where nothing is left to do. */
  readonly resumed?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly mayLeaveUploads?: boolean;
};

const putOnly: S3ServerOptions = { users: [{ ...defaultUser, rights: 'putOnly' }] };

const table: readonly Case[] = [
  {
    ...{ id: 'F-S1', name: '503 SlowDown, three times', size: 'pieces', end: 'uploaded' },
    faults: [{ ...once('UploadPart', status('SlowDown', 503), 3), times: 3 }],
  },
  ...(
    [
      ['InternalError', 500],
      ['', 502],
      ['GatewayTimeout', 504],
    ] as const
  ).map(([code, number]) => ({
    ...({
      id: 'F-S2',
      name: `${number} at every operation`,
      size: 'pieces',
      end: 'uploaded',
    } as const),
    faults: onEveryOperation(code, number),
  })),
  ...(['PutObject', 'UploadPart', 'CompleteMultipartUpload'] as const).flatMap((operation) => {
    const size = operation === 'PutObject' ? 'whole' : 'pieces';
    const ways: readonly (readonly [string, FaultAction])[] = [
      ['a reset before the body', { kind: 'resetBefore' }],
      ['a reset in the body', { kind: 'resetInBody', afterBytes: 100 }],
      ['silence before the body', { kind: 'stall', at: 'head' }],
      ['silence in place of the answer', { kind: 'stall', at: 'answer' }],
    ];
    return ways.map(([name, action]) => ({
      ...({ id: 'F-S3', name: `${name} (${operation})`, size, end: 'uploaded' } as const),
      faults: [once(operation, action)],
    }));
  }),
  ...(
    [
      ['ExpiredToken', 's3-token-expired'],
      ['InvalidAccessKeyId', 's3-unknown-key'],
      ['AccessDenied', 's3-forbidden'],
    ] as const
  ).map(([code, failure]) => ({
    ...({ id: 'F-S4', name: `403 ${code} in the middle`, size: 'pieces' } as const),
    faults: [always('UploadPart', status(code, 403), 6)],
    end: `4 ${failure}`,
    resumed: 'uploaded',
  })),
  {
    ...{ id: 'F-S5', name: 'a wrong secret', size: 'pieces', faults: [] },
    env: { AWS_SECRET_ACCESS_KEY: 'a/secret/of/somebody/else' },
    end: '4 s3-wrong-secret',
    resumed: 'uploaded',
  },
  {
    ...{ id: 'F-S6', name: 'NoSuchUpload in the middle', size: 'pieces', end: 'uploaded' },
    faults: [once('UploadPart', status('NoSuchUpload', 404), 5)],
  },
  {
    ...{ id: 'F-S7', name: 'Complete: 200 with an error, once', size: 'pieces', end: 'uploaded' },
    faults: [once('CompleteMultipartUpload', { kind: 'errorIn200', code: 'InternalError' })],
  },
  ...(['PutObject', 'CompleteMultipartUpload'] as const).map((operation) => ({
    ...({ id: 'F-S8', name: `${operation}: the answer is lost`, end: 'uploaded' } as const),
    size: operation === 'PutObject' ? ('whole' as const) : ('pieces' as const),
    faults: [once(operation, { kind: 'resetAfter' as const })],
  })),
  {
    ...{ id: 'F-S10', name: '409 at Complete', size: 'pieces', end: 'uploaded' },
    faults: [once('CompleteMultipartUpload', status('ConditionalRequestConflict', 409))],
  },
  ...(['whole', 'pieces'] as const).map((size) => ({
    ...({ id: 'F-S11', name: `a key that may only put (${size})`, end: 'uploaded' } as const),
    ...{ size, faults: [], server: putOnly },
  })),
  {
    ...{
      id: 'F-S11',
      name: 'a key that may only put, the answer of Complete lost',
      size: 'pieces',
    },
    ...{ faults: [once('CompleteMultipartUpload', { kind: 'resetAfter' })], server: putOnly },
    end: 'uploaded',
  },
  ...(
    [
      ['a flipped byte', 'UploadPart', { kind: 'flipByte' }],
      ['a wrong ETag', 'UploadPart', { kind: 'wrongEtag' }],
      ['a wrong ETag at the end', 'CompleteMultipartUpload', { kind: 'wrongEtag' }],
      ['a missing piece', 'CompleteMultipartUpload', status('InvalidPart', 400)],
    ] as const
  ).map(([name, operation, action]) => ({
    ...({ id: 'F-S12', name, size: 'pieces', end: 'uploaded' } as const),
    faults: [once(operation, action)],
  })),
  {
    ...{ id: 'F-S13', name: 'the sign-in page of a network', size: 'pieces' },
    faults: [{ times: 'always', action: { kind: 'html' } }],
    ...{ end: '4 s3-not-s3', resumed: 'uploaded' },
  },
  {
    ...{ id: 'F-S14', name: 'a server that knows no condition', size: 'pieces', faults: [] },
    ...{ server: { conditionalWrites: 'refuse' }, end: 'uploaded' },
  },
  {
    ...{ id: 'F-S14', name: 'a server that looks at no checksum', size: 'pieces', faults: [] },
    ...{ server: { checksums: 'ignore' }, end: 'uploaded' },
  },
];

/** `uploaded`, or the exit code and the failure that was told. */
const endOf = ({ code, stderr }: { code: number | null; stderr: string }): string =>
  code === 0 ? 'uploaded' : `${code} ${/\[([a-z0-9-]+)\]/.exec(stderr)?.[1] ?? stderr}`;

/** Pieces that had arrived and came once more. */
const sentTwice = ({ log }: S3Server): number => {
  const arrived = log
    .filter(
      ({ operation, status: answered, fault }) =>
        operation === 'UploadPart' && answered === 200 && fault === undefined,
    )
    .map(({ uploadId, partNumber }) => `${uploadId} ${partNumber}`);
  return arrived.length - new Set(arrived).size;
};

it.each(table)('$id $name: $end', async (one) => {
  const { faults, size, end, resumed, env, mayLeaveUploads = false } = one;
  const { facts, server, deliver, resume } = await readyToDeliver(size, one.server);
  server.script.add(...faults);
  const told = await deliver({ FAULT_SETTINGS: end === 'uploaded' ? PATIENT : GIVING_UP, ...env });
  expect(endOf(told)).toBe(end);
  await assertInvariants({ ...facts, mayLeaveUploads: mayLeaveUploads || resumed !== undefined });
  if (resumed === undefined) return;
  server.script.clear();
  expect(await resume()).toBe(resumed);
  await assertInvariants({ ...facts, mayLeaveUploads });
  expect(sentTwice(server)).toBe(0);
});

it('F-S5 a wrong secret is no reason to ask again and again', async () => {
  const { server, deliver } = await readyToDeliver('whole');
  expect(endOf(await deliver({ AWS_SECRET_ACCESS_KEY: 'wrong' }))).toBe('4 s3-wrong-secret');
  expect(server.log.filter(({ operation }) => operation === 'PutObject').length).toBeLessThan(3);
});

it('F-S4, F-S6 an upload that is gone when it is resumed begins anew', async () => {
  const { server, facts, deliver, resume } = await readyToDeliver('pieces');
  server.script.add(always('UploadPart', status('ExpiredToken', 403), 6));
  expect(endOf(await deliver())).toBe('4 s3-token-expired');
  server.script.clear();
  for (const bucket of server.store.buckets.values()) bucket.uploads.clear();
  expect(await resume()).toBe('uploaded');
  await assertInvariants(facts);
});

it.each([
  ['that may look', {}],
  ['that may only put', putOnly],
] as const)('F-S9 other bytes under the key stay as they are (a key %s)', async (_, options) => {
  const { server, dir, facts, deliver } = await readyToDeliver('whole', options);
  type Manifest = { readonly parts: readonly { readonly file: string }[] };
  const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as Manifest;
  const keys = [-1, 0, 1].map((days) => {
    const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const folder = `${appId}/line_user_id/${channelId}/${day.replaceAll('-', '/')}/followed`;
    return `${folder}/${manifest.parts[0]?.file}`;
  });
  for (const key of keys) await server.objects.put(key, 'of somebody else');
  expect(endOf(await deliver())).toBe('4 s3-key-exists');
  for (const key of keys) expect(String(await server.objects.read(key))).toBe('of somebody else');
  await assertInvariants({ ...facts, strangersKeys: keys });
});

it.each([301, 302, 307, 308])('F-S13 follows no redirect (%i)', async (number) => {
  const other = await startS3Server();
  onTestFinished(() => other.close());
  const { server, facts, deliver } = await readyToDeliver('whole');
  const action = { kind: 'redirect', location: `${other.endpoint}/x`, status: number } as const;
  server.script.add({ times: 'always', action });
  expect((await deliver({ FAULT_SETTINGS: GIVING_UP })).code).toBe(4);
  expect(other.log).toEqual([]);
  await assertInvariants(facts);
});

it('F-S13 waits for a server that is away, and goes on by itself', async () => {
  const { server, facts, deliver } = await readyToDeliver('pieces');
  server.script.add(once('UploadPart', { kind: 'resetAfter' }, 4));
  const { port, store, log } = server;
  const delivering = deliver({ FAULT_SETTINGS: JSON.stringify({ maxRetryMs: 60_000 }) });
  await expect
    .poll(() => log.some(({ fault }) => fault !== undefined), { timeout: 60_000 })
    .toBe(true);
  await server.close();
  const again = await startS3Server({ port, store, minPartBytes: 1 });
  onTestFinished(() => again.close());
  expect(endOf(await delivering)).toBe('uploaded');
  await assertInvariants({ ...facts, server: { ...again, log: [...log, ...again.log] } });
});
