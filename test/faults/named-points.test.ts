/**
 * kill -9 at every named point, of the engine and of its host, while a list is checked, built and
 * uploaded; then a restart, and everything is as it must be.
 */
import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { assertInvariants } from './invariants.ts';
import { writeList } from './lists.ts';
import { makePlace, type Place, processesOf, serverFor, toBucket } from './place.ts';
import { resumeDelivery } from './recovery.ts';

const victims = ['engine', 'host'] as const;
const build = 'points' as const;

/** Kills at one passing of a point. Answers whether it was reached. */
const killAt = async (
  place: Place,
  args: readonly string[],
  fault: string,
  env: Readonly<Record<string, string>> = {},
): Promise<boolean> => {
  const told = await place.run(args, { build, env: { ...env, FAULT: fault } });
  const byHost = told.signal === 'SIGKILL';
  const byEngine = told.stderr.includes('[engine-died]');
  // I8 and F-P2: an engine without its host ends within two seconds.
  await vi.waitFor(() => expect(processesOf(place.folder)).toEqual([]), {
    timeout: 10_000,
    interval: 20,
  });
  return byHost || byEngine;
};

const cases = (points: Readonly<Record<string, readonly number[]>>) =>
  victims.flatMap((victim) =>
    Object.entries(points).flatMap(([point, passings]) =>
      passings.map((passing) => ({ victim, point, passing })),
    ),
  );

describe('a check', () => {
  it.each(cases({ 'validate.row': [1, 2] }))(
    'of a killed $victim ($point, $passing) tells nothing; the next tells the same as ever',
    async ({ victim, point, passing }) => {
      const place = makePlace();
      const list = writeList(place.path('users.csv'), 20_000);
      const check = ['check', 'users.csv', '--json', '--max-samples', '0'];
      expect(await killAt(place, check, `${point}:${passing}:${victim}`)).toBe(true);
      expect(place.told.map(({ stdout }) => stdout)).toEqual(['']);
      expect((await place.run(check, { build })).code).toBe(1);
      await assertInvariants({ place, lists: [list] });
    },
  );
});

describe('a build', () => {
  it.each(
    cases({
      'validate.row': [1, 2],
      'batch.write': [1, 2, 3],
      'batch.fsync': [1, 2, 3],
      'batch.rename': [1, 2, 3],
    }),
  )('of a killed $victim ($point, $passing) leaves nothing or all of it', async (one) => {
    const { victim, point, passing } = one;
    const place = makePlace();
    // Two parts in the build with small sizes.
    const list = writeList(place.path('users.csv'), 12_000);
    const dir = place.path('batch');
    const args = ['build', 'users.csv', '--type', 'followed', '--out', dir, '--json'];
    expect(await killAt(place, args, `${point}:${passing}:${victim}`)).toBe(true);
    if (!existsSync(dir)) expect((await place.run(args, { build })).code).toBe(0);
    // Leftovers go when the same place is built into once more.
    else await place.run(args, { build });
    await assertInvariants({ place, lists: [list], batches: [{ dir, list }] });
  });
});

describe('a delivery', () => {
  /** 50 rows go whole; 2,000 go in a dozen pieces. */
  const deliver = async (rows: number, fault: string) => {
    const place = makePlace();
    const server = await serverFor();
    const list = writeList(place.path('users.csv'), rows);
    const dir = place.path('batch');
    await place.run(['build', 'users.csv', '--type', 'followed', '--out', dir, '--json'], {
      build,
    });
    const env = place.env(server);
    const args = ['deliver', dir, ...toBucket, '--json'];
    expect(await killAt(place, args, fault, env)).toBe(true);
    const resumed = await resumeDelivery(place, dir, { build, env });
    await assertInvariants({ place, lists: [list], batches: [{ dir, list }], server });
    expect(resumed).toBe('uploaded');
    return server;
  };

  it.each(cases({ 'put.sent': [1], 'put.recv': [1] }))(
    'in one request, of a killed $victim ($point), arrives once',
    async ({ victim, point, passing }) => {
      await deliver(50, `${point}:${passing}:${victim}`);
    },
  );

  it.each(
    cases({
      'db.commit.before': [1, 2, 3],
      'db.commit.after': [1, 2, 3],
      'journal.after': [1, 2, 3, 4, 5],
      'mpu.create.sent': [1],
      'mpu.create.recv': [1],
      'part.sent': [1, 4, 10],
      'part.recv': [1, 4, 10],
      'complete.sent': [1],
      'complete.recv': [1],
    }),
  )('in pieces, of a killed $victim ($point, $passing), arrives once', async (one) => {
    const { victim, point, passing } = one;
    const { log } = await deliver(2_000, `${point}:${passing}:${victim}`);
    // No piece is sent twice that had arrived.
    const arrived = log
      .filter(({ operation, status }) => operation === 'UploadPart' && status === 200)
      .map(({ uploadId, partNumber }) => `${uploadId} ${partNumber}`);
    expect(arrived.length - new Set(arrived).size).toBe(0);
  });
});
