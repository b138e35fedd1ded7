/** Batches that many cases deliver: built once a test file, and copied into the place of each case. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import type { S3Server, S3ServerOptions } from '../s3-server/server.ts';
import { type ListTruth, writeList } from './lists.ts';
import { makePlace, type Place, type RunOptions, serverFor, toBucket } from './place.ts';
import { resumeDelivery } from './recovery.ts';

/** In the build with small sizes 50 rows go in one request, and 2,000 in a dozen pieces. */
export const rowsFor = { whole: 50, pieces: 2_000 } as const;
export type Size = keyof typeof rowsFor;

/** Builds the list `users.csv` of a place into its folder `batch`. */
export const buildBatch = async (place: Place, list: ListTruth, options: RunOptions = {}) => {
  const dir = place.path('batch');
  const args = ['build', list.path, '--type', 'followed', '--out', dir, '--json'];
  const told = await place.run(args, { build: 'points', ...options });
  expect([told.code, told.stderr]).toEqual([0, '']);
  return { dir, list };
};

/** A place with a batch, and a server to send it to. */
export type Ready = {
  readonly place: Place;
  readonly server: S3Server;
  readonly dir: string;
  /** What the checker wants to know. */
  readonly facts: {
    readonly place: Place;
    readonly lists: readonly ListTruth[];
    readonly batches: readonly { readonly dir: string; readonly list: ListTruth }[];
    readonly server: S3Server;
  };
  readonly deliver: (
    env?: Readonly<Record<string, string>>,
    more?: Partial<RunOptions>,
  ) => ReturnType<Place['run']>;
  readonly resume: (env?: Readonly<Record<string, string>>) => Promise<string>;
};

const build = 'points' as const;

/** The place of a case: the list, the batch and the server. */
export const readyToDeliver = async (
  size: Size | number,
  options: S3ServerOptions = {},
): Promise<Ready> => {
  const place = makePlace();
  const server = await serverFor(options);
  const rows = typeof size === 'number' ? size : rowsFor[size];
  const list = writeList(place.path('users.csv'), rows);
  const batch = await copyOfBatch(place, list, rows);
  const facts = { place, lists: [list], batches: [batch], server };
  const { dir } = batch;
  return {
    ...{ place, server, dir, facts },
    deliver: (env = {}, more = {}) =>
      place.run(['deliver', dir, ...toBucket, '--json'], {
        build,
        ...more,
        env: { ...place.env(server), ...env },
      }),
    resume: (env = {}) =>
      resumeDelivery(place, dir, { build, env: { ...place.env(server), ...env } }),
  };
};

const shelf = mkdtempSync(join(tmpdir(), 'dropline-fault-batches-'));
afterAll(() => rmSync(shelf, { recursive: true, force: true }));

const copyOfBatch = async (place: Place, list: ListTruth, rows: number) => {
  const kept = join(shelf, String(rows));
  if (!existsSync(kept)) {
    const batch = await buildBatch(place, list);
    cpSync(batch.dir, kept, { recursive: true });
    return batch;
  }
  const dir = place.path('batch');
  cpSync(kept, dir, { recursive: true });
  return { dir, list };
};
