/** Disks that are full, closed or dying (reliability.md, F-D1 to F-D5). */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CODE_CACHE } from '#shell/code-cache.ts';
import { buildBatch } from './batches.ts';
import { assertInvariants, journalOf } from './invariants.ts';
import { writeList } from './lists.ts';
import { appId, channelId, makePlace, type Place } from './place.ts';
import { asNobody, canBecomeNobody, canMount, canTrace } from './programs.ts';

const build = 'release' as const;

/** A small disk at a folder of the place. */
const smallDisk = (place: Place, name: string, size: string): string => {
  const dir = place.path(name);
  mkdirSync(dir);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir]);
  onTestFinished(() => void execFileSync('umount', ['--lazy', dir]));
  return dir;
};

/** Leaves so many bytes free. */
const fill = (dir: string, freeBytes: number): void => {
  const { bavail, bsize } = statfsSync(dir);
  writeFileSync(join(dir, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)));
};

const toFolder = (place: Place) => [
  ...['--to', `folder:${place.path('drop')}`],
  ...['--app-id', appId, '--channel-id', channelId, '--json'],
];

/** A place with its data on a disk of 8 MB, a built batch, and a folder to send to. */
const withSmallDataDisk = async (rows: number) => {
  const place = makePlace();
  smallDisk(place, 'data', '8m');
  mkdirSync(place.path('drop'));
  const list = writeList(place.path('users.csv'), rows);
  const batch = await buildBatch(place, list, { build });
  return { place, batch, facts: { place, lists: [list], batches: [batch] } };
};

const toldSpace = /There isn’t enough space[\s\S]*Needed: [\d.]+ [kM]B\. Free: [\d.]+ ?[kM]?B/;

describe.runIf(canMount)('on a small disk', () => {
  it.each([0, 40_000, 200_000])(
    'F-D1 a data folder with %i bytes left says how much it needs, and goes on when it has it',
    async (freeBytes) => {
      const { place, batch, facts } = await withSmallDataDisk(200);
      fill(place.dataDir, freeBytes);
      const refused = await place.run(['deliver', batch.dir, ...toFolder(place)], { build });
      expect([refused.code, refused.stdout]).toEqual([3, expect.not.stringContaining('uploaded')]);
      expect(refused.stderr).toMatch(toldSpace);
      expect(readdirSync(place.path('drop'))).toEqual([]);
      rmSync(join(place.dataDir, 'filler'));
      const sent = await place.run(['deliver', batch.dir, ...toFolder(place)], { build });
      expect([sent.code, sent.stderr]).toEqual([0, '']);
      await assertInvariants(facts);
    },
  );

  it('F-D1 a disk that fills up in the middle makes no success false, and none is forgotten', async () => {
    // So many links that the cache does not fit.
    const { place, batch, facts } = await withSmallDataDisk(120_000);
    const sent = await place.run(['deliver', batch.dir, ...toFolder(place)], { build });
    expect(sent.code).toBe(0);
    // What is there can still be read, with not a byte left.
    fill(place.dataDir, 0);
    const listed = await place.run(['profiles', 'list'], { build });
    expect([listed.code, listed.stderr]).toEqual([0, '']);
    expect(journalOf(place.dataDir).map(({ state }) => state)).toEqual(['uploaded']);
    execFileSync('mount', ['-o', 'remount,size=64m', place.dataDir]);
    const again = await place.run(['deliver', batch.dir, ...toFolder(place)], { build });
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('[again-missing]')]);
    await assertInvariants(facts);
  });

  it('F-D2 a table of findings that does not fit is not left half', async () => {
    const place = makePlace();
    const out = smallDisk(place, 'out', '1m');
    const list = writeList(place.path('users.csv'), 1);
    const rows = Array.from({ length: 30_000 }, (_, n) => `U${n},member\n`).join('');
    writeFileSync(place.path('wrong.csv'), `line_user_id,user_id\n${rows}`);
    const told = await place.run(
      ['check', 'wrong.csv', '--max-samples', '0', '--findings', join(out, 'findings.csv')],
      { build },
    );
    expect([told.code, told.stderr]).toEqual([3, expect.stringContaining('[disk-full]')]);
    expect(readdirSync(out)).toEqual([]);
    await assertInvariants({ place, lists: [list] });
  });

  it('F-D3 a build that would not fit is refused before it begins, with how much it needs', async () => {
    const place = makePlace();
    const out = smallDisk(place, 'out', '2m');
    const list = writeList(place.path('users.csv'), 30_000);
    const args = ['build', 'users.csv', '--type', 'followed', '--out', join(out, 'batch')];
    const told = await place.run(args, { build });
    expect([told.code, told.stderr]).toEqual([3, expect.stringMatching(toldSpace)]);
    expect(readdirSync(out)).toEqual([]);
    await assertInvariants({ place, lists: [list] });
  });

  it('F-D4 a data folder that can only be read is explained; what needs none goes on', async () => {
    const { place, batch, facts } = await withSmallDataDisk(200);
    execFileSync('mount', ['-o', 'remount,ro', place.dataDir]);
    const refused = await place.run(['deliver', batch.dir, ...toFolder(place)], { build });
    expect([refused.code, refused.stderr]).toEqual([
      3,
      expect.stringContaining('[store-unavailable]'),
    ]);
    const checked = await place.run(['check', 'users.csv', '--json', '--max-samples', '0'], {
      build,
    });
    expect(checked.code).toBe(1);
    execFileSync('mount', ['-o', 'remount,rw', place.dataDir]);
    const sent = await place.run(['deliver', batch.dir, ...toFolder(place)], { build });
    expect(sent.code).toBe(0);
    await assertInvariants(facts);
  });
});

const nobody = 65534;

describe.runIf(canBecomeNobody)('F-D4 for a user who owns nothing', () => {
  /** A batch of that user, and a data folder of `owner` with so many rights. */
  const withDataOf = async (owner: number, mode: number) => {
    const place = makePlace();
    const list = writeList(place.path('users.csv'), 200);
    const batch = await buildBatch(place, list, { build });
    mkdirSync(place.path('drop'));
    mkdirSync(place.dataDir, { recursive: true });
    execFileSync('chown', ['-R', String(nobody), place.folder]);
    chownSync(place.dataDir, owner, owner);
    chmodSync(place.dataDir, mode);
    const args = ['deliver', batch.dir, ...toFolder(place)];
    const told = await place.run(args, { build, under: asNobody });
    return { place, told, facts: { place, lists: [list], batches: [batch] } };
  };

  it.each([
    ['700', 0o700],
    ['755', 0o755],
  ] as const)('a data folder of somebody else (%s) is explained', async (_, mode) => {
    const { place, told, facts } = await withDataOf(0, mode);
    expect([told.code, told.stderr]).toEqual([3, expect.stringContaining('[store-unavailable]')]);
    // The batch was built before, by somebody who may: their compiled code is there.
    const left = readdirSync(place.dataDir).filter((name) => name !== CODE_CACHE);
    expect([readdirSync(place.path('drop')), left]).toEqual([[], []]);
    await assertInvariants(facts);
  });

  it.each([
    ['500', 0o500],
    ['000', 0],
  ] as const)('an own data folder without rights (%s) has them again', async (_, mode) => {
    const { place, told, facts } = await withDataOf(nobody, mode);
    expect([told.code, told.stderr]).toEqual([0, '']);
    expect(statSync(place.dataDir).mode & 0o777).toBe(0o700);
    await assertInvariants(facts);
  });
});

describe('F-D2 a full disk under what is printed', () => {
  const under = (redirection: string) => ['sh', '-c', `exec "$@" ${redirection}`, 'sh'];

  it('ends with its own exit code where it was the report', async () => {
    const place = makePlace();
    const list = writeList(place.path('users.csv'), 200);
    const args = ['check', 'users.csv', '--json', '--max-samples', '0'];
    const told = await place.run(args, { build, under: under('>/dev/full') });
    expect([told.code, told.stderr]).toEqual([3, expect.stringContaining('[out-failed]')]);
    await assertInvariants({ place, lists: [list] });
  });

  it('keeps nothing from being done where it was the messages', async () => {
    const place = makePlace();
    const list = writeList(place.path('users.csv'), 200);
    const batch = await buildBatch(place, list, { build });
    mkdirSync(place.path('drop'));
    const args = ['deliver', batch.dir, ...toFolder(place)];
    const sent = await place.run(args, { build, under: under('2>/dev/full') });
    expect([sent.code, JSON.parse(sent.stdout)]).toMatchObject([0, { outcome: 'uploaded' }]);
    await assertInvariants({ place, lists: [list], batches: [batch] });
  });
});

describe.runIf(canTrace)('under strace', () => {
  const inject = (calls: string, error: string, when: number) => [
    ...['strace', '--follow-forks', '--quiet=all', '--output=/dev/null', '--seccomp-bpf'],
    ...[`--trace=${calls}`, `--inject=${calls}:error=${error}:when=${when}`],
  ];

  it.each([1, 2, 3, 4])(
    'F-D2 a build to which the disk says full (%i) leaves nothing',
    async (when) => {
      const place = makePlace();
      const list = writeList(place.path('users.csv'), 500);
      const dir = place.path('batch');
      const args = ['build', 'users.csv', '--type', 'followed', '--out', dir, '--json'];
      const told = await place.run(args, { build, under: inject('fsync', 'ENOSPC', when) });
      expect([told.code, told.stderr]).toEqual([3, expect.stringContaining('[disk-full]')]);
      await assertInvariants({ place, lists: [list], batches: [{ dir, list }] });
      expect((await place.run(args, { build })).code).toBe(0);
      await assertInvariants({ place, lists: [list], batches: [{ dir, list }] });
    },
  );

  // The first ones make the database, the others are the journal's and those of what is delivered.
  it.each([1, 2, 4, 6, 8, 10, 12, 14])(
    'F-D5 nothing is called done after the disk has lost what was written (%i)',
    async (when) => {
      const place = makePlace();
      mkdirSync(place.path('drop'));
      const list = writeList(place.path('users.csv'), 200);
      const batch = await buildBatch(place, list, { build });
      const facts = { place, lists: [list], batches: [batch] };
      const args = ['deliver', batch.dir, ...toFolder(place)];
      const told = await place.run(args, { build, under: inject('fsync', 'EIO', when) });
      expect(told.stderr).not.toContain('bug in');
      await assertInvariants(facts);
      const again = await place.run(['deliver', batch.dir, ...toFolder(place), '--again'], {
        build,
      });
      expect(again.code).toBe(0);
      await assertInvariants(facts);
    },
  );
});
