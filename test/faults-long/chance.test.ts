/**
 * Faults by chance, several at once (reliability.md, F-X1 and the random kills): a list is built and
 * delivered while processes are killed, the server misbehaves and the disk refuses; in the end it has
 * arrived once, and everything is as it must be. All chance comes from the seed.
 */
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { assertInvariants, journalOf } from '../faults/invariants.ts';
import { writeList } from '../faults/lists.ts';
import {
  makePlace,
  type Place,
  processesOf,
  type RunOptions,
  serverFor,
  toBucket,
} from '../faults/place.ts';
import { canFakeTime, canTrace } from '../faults/programs.ts';
import { oneOf, seededRandom } from '../faults/random.ts';
import { resumeDelivery } from '../faults/recovery.ts';
import type { FaultAction, FaultRule } from '../s3-server/faults.ts';

const seed = Number(process.env.DROPLINE_FAULT_SEED ?? 1);
const rounds = Number(process.env.DROPLINE_FAULT_ROUNDS ?? 8);

const build = 'points' as const;
const FAULT_SETTINGS = JSON.stringify({ idleMs: 1_000, maxRetryMs: 4_000 });

type Random = () => number;

const status = (code: string, number: number): FaultAction => ({
  kind: 'status',
  status: number,
  code,
});

/** What passes by itself, or can be gone on from when it is gone. */
const actions: readonly FaultAction[] = [
  ...[status('SlowDown', 503), status('InternalError', 500), status('ExpiredToken', 403)],
  ...[status('AccessDenied', 403), status('NoSuchUpload', 404), status('', 502)],
  ...([{ kind: 'resetBefore' }, { kind: 'resetAfter' }, { kind: 'html' }] as const),
  ...([
    { kind: 'stall', at: 'head' },
    { kind: 'stall', at: 'answer', forMs: 1_500 },
  ] as const),
  ...([{ kind: 'resetInBody', afterBytes: 300 }, { kind: 'wrongEtag' }] as const),
  { kind: 'errorIn200', code: 'InternalError' },
  { kind: 'drip', bytesPerSecond: 20_000 },
];

const operations = [
  ...(['HeadBucket', 'HeadObject', 'PutObject', 'CreateMultipartUpload', 'UploadPart'] as const),
  ...(['UploadPart', 'ListParts', 'CompleteMultipartUpload', 'AbortMultipartUpload'] as const),
];

const ruleBy = (random: Random): FaultRule => ({
  match: { operation: oneOf(random, operations) },
  nth: 1 + Math.floor(random() * 6),
  times: 1 + Math.floor(random() * 3),
  action: oneOf(random, actions),
});

/** Refusals of the system, and a wrong clock: around the command. */
const aroundBy = (random: Random): readonly string[] => {
  const when = 1 + Math.floor(random() * 25);
  const trace = ['strace', '--follow-forks', '--quiet=all', '--output=/dev/null', '--seccomp-bpf'];
  const refusals = [
    ['fsync', 'EIO'],
    ['pwrite64', 'ENOSPC'],
    ['pwrite64', 'EIO'],
    ['connect', 'ECONNREFUSED'],
    ['connect', 'ENETUNREACH'],
  ] as const;
  const [call, error] = oneOf(random, refusals);
  const chance = random();
  if (canTrace && chance < 0.25) {
    return [...trace, `--trace=${call}`, `--inject=${call}:error=${error}:when=${when}`];
  }
  return canFakeTime && chance > 0.9 ? ['faketime', '-f', oneOf(random, ['+30m', '-2d'])] : [];
};

/** Kills the engine, the host or both, after a while. */
const killBy = async (random: Random, place: Place, hostPid: number | undefined) => {
  const victim = oneOf(random, ['engine', 'host', 'both'] as const);
  await delay(random() * 2_000);
  for (const pid of processesOf(place.folder)) {
    const isHost = pid === hostPid;
    if (victim !== 'both' && isHost !== (victim === 'host')) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }
};

const untilGone = (place: Place) =>
  vi.waitFor(() => expect(processesOf(place.folder)).toEqual([]), {
    timeout: 60_000,
    interval: 20,
  });

/** Runs a command that may be killed and refused whatever chance wants. */
const runBadly = async (
  random: Random,
  place: Place,
  args: readonly string[],
  options: RunOptions,
) => {
  const under = aroundBy(random);
  const { child, ended } = place.start(args, {
    ...{ build, under },
    env: { ...options.env, FAKETIME_DONT_FAKE_MONOTONIC: '1' },
  });
  const killing =
    random() < 0.7 ? killBy(random, place, under.length > 0 ? undefined : child.pid) : null;
  await Promise.all([ended, killing]);
  await untilGone(place);
};

it.each(Array.from({ length: rounds }, (_, n) => seed + n))(
  'F-X1 by chance, seed %i',
  async (own) => {
    const random = seededRandom(own);
    const place = makePlace();
    const server = await serverFor();
    const list = writeList(
      place.path('users.csv'),
      oneOf(random, [50, 2_000, 12_000]),
      own * 100_000,
    );
    const dir = place.path('batch');
    const env = { ...place.env(server), FAULT_SETTINGS };
    const buildArgs = ['build', 'users.csv', '--type', 'followed', '--out', dir, '--json'];
    for (let tries = 0; tries < 3 && !existsSync(dir); tries += 1) {
      await runBadly(random, place, buildArgs, { env });
    }
    // The last one clears away what the others have left, whether or not it has anything to do.
    const isThere = existsSync(dir);
    expect((await place.run(buildArgs, { build })).code).toBe(isThere ? 3 : 0);
    const facts = { place, lists: [list], batches: [{ dir, list }], server };
    await assertInvariants(facts);

    server.script.add(...Array.from({ length: Math.floor(random() * 4) }, () => ruleBy(random)));
    const runs = 1 + Math.floor(random() * 3);
    for (let n = 0; n < runs; n += 1) {
      const resume = n === 0 ? [] : ['--resume'];
      await runBadly(random, place, ['deliver', dir, ...resume, ...toBucket, '--json'], { env });
      await assertInvariants({ ...facts, mayLeaveUploads: true, mayLeaveTemporaries: true });
    }
    server.script.clear();
    expect(await resumeDelivery(place, dir, { build, env })).toBe('uploaded');
    await assertInvariants(facts);
    const uploaded = journalOf(place.dataDir).filter(({ state }) => state === 'uploaded');
    expect(server.objects.keys().sort()).toEqual(uploaded.map(({ key }) => key).sort());
    expect(new Set(uploaded.map(({ sha256 }) => sha256)).size).toBe(uploaded.length);
  },
);
