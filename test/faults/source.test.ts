/** Lists that change, go away or are no lists, while they are read (reliability.md, F-F1 to F-F3). */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  watch,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { succeed } from '#contract/result.ts';
import { readyToDeliver } from './batches.ts';
import { assertInvariants } from './invariants.ts';
import { type ListTruth, sha256Of, writeList } from './lists.ts';
import { hostEngine, makePlace, type Place, processesOf, toBucket } from './place.ts';
import { canTrace, isRoot } from './programs.ts';

const build = 'release' as const;

/** Writes other bytes of the same length into the file, and gives it back its times. */
const editSecretly = (path: string): void => {
  const { atime, mtime } = statSync(path);
  const fd = openSync(path, 'r+');
  writeSync(fd, 'x', statSync(path).size - 2);
  utimesSync(path, atime, mtime);
};

const changes: Readonly<Record<string, (path: string) => void>> = {
  truncated: (path) => truncateSync(path, statSync(path).size / 2),
  appended: (path) => appendFileSync(path, 'U1,x\n'),
  'edited in place': (path) => {
    writeSync(openSync(path, 'r+'), 'x', 100);
  },
  'edited in place, with its old times': editSecretly,
};

/** Long enough that it is still being read when the first of the batch is there. */
const listRows = 300_000;

/** Opens the list as a host does, and calls `change` when the build makes its folder: the check is over. */
const buildWhile = async (place: Place, list: ListTruth, change: (path: string) => void) => {
  const engine = hostEngine(place, { build });
  const { files, batches } = engine.client;
  const file = await files.open({ path: list.path });
  const folder = await files.openFolder({ path: place.path('batch'), use: 'new' });
  if (!file.ok || !folder.ok) throw new Error('nothing opens');
  let isChanged = false;
  const watcher = watch(place.folder, (_event, name) => {
    if (isChanged || !name?.startsWith('.dropline-building-')) return;
    isChanged = true;
    change(list.path);
  });
  const built = await batches.build({
    fileId: file.value.fileId,
    outId: folder.value.folderId,
    options: { type: 'followed', address: { appId: 'app', channelId: '1' } },
  });
  watcher.close();
  await engine.stop();
  expect(isChanged).toBe(true);
  return built;
};

describe('F-F2', () => {
  it.each(Object.entries(changes))(
    'a list that is %s while it is built is not delivered',
    async (_, change) => {
      const place = makePlace();
      const list = writeList(place.path('users.csv'), listRows);
      const built = await buildWhile(place, list, change);
      expect(built).toMatchObject({ ok: false, error: { code: 'file-changed' } });
      expect(existsSync(place.path('batch'))).toBe(false);
      await assertInvariants({ place, lists: [] });
    },
  );

  it('a list that is replaced by another one is read as it was opened', async () => {
    const place = makePlace();
    const list = writeList(place.path('users.csv'), listRows);
    writeList(place.path('other.csv'), 10, 1_000_000);
    const built = await buildWhile(place, list, (path) =>
      renameSync(place.path('other.csv'), path),
    );
    expect(built.ok && built.value.records).toEqual(list.counts);
    await assertInvariants({ place, lists: [], batches: [{ dir: place.path('batch'), list }] });
  });
});

/** How a list can go away while it is open, and what is read stays what it was. */
const departures: Readonly<Record<string, (path: string) => void>> = {
  deleted: (path) => rmSync(path),
  moved: (path) => renameSync(path, `${path}.moved`),
  replaced: (path) => {
    writeList(`${path}.other`, 10, 1_000_000);
    renameSync(`${path}.other`, path);
  },
};

describe('F-F1 a list that goes away', () => {
  it.each(Object.entries(departures))(
    'is read to its end where it is %s meanwhile, and that it is gone is said',
    async (_, depart) => {
      const place = makePlace();
      const list = writeList(place.path('users.csv'), listRows);
      let isGone = false;
      const watcher = watch(place.folder, (_event, name) => {
        if (isGone || !name?.startsWith('.dropline-building-')) return;
        isGone = true;
        depart(list.path);
      });
      const args = ['build', 'users.csv', '--type', 'followed', '--out', 'batch', '--json'];
      const told = await place.run(args, { build });
      watcher.close();
      expect([told.code, isGone, told.stderr]).toEqual([
        ...[0, true],
        expect.stringContaining('users.csv is no longer where it was'),
      ]);
      await assertInvariants({ place, lists: [], batches: [{ dir: place.path('batch'), list }] });
    },
  );

  it('is known to be gone after its check', async () => {
    const place = makePlace();
    const list = writeList(place.path('users.csv'), 100);
    const engine = hostEngine(place, { build });
    const { files, checks } = engine.client;
    const file = await files.open({ path: list.path });
    if (!file.ok) throw new Error('nothing opens');
    const { fileId } = file.value;
    const before = await files.isThere({ fileId });
    rmSync(list.path);
    const checked = await checks.run({ fileId, options: {} });
    expect([
      before,
      checked.ok && checked.value.report.records,
      await files.isThere({ fileId }),
    ]).toEqual([succeed({ isThere: true }), list.counts, succeed({ isThere: false })]);
    await engine.stop();
    await assertInvariants({ place, lists: [] });
  });
});

/** What is gone of a batch before it is sent, and what is said of it. */
const losses: Readonly<Record<string, readonly [(dir: string) => void, RegExp]>> = {
  'a part': [(dir) => rmSync(partIn(dir)), /isn’t all there: users.*\.csv is gone/],
  'its folder': [(dir) => renameSync(dir, `${dir}-moved`), /The folder batch isn’t there/],
  'its manifest': [(dir) => rmSync(join(dir, 'manifest.json')), /There is no batch in batch/],
};

const partIn = (dir: string): string => {
  const { parts } = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as {
    parts: { file: string }[];
  };
  return join(dir, parts[0]?.file ?? '');
};

describe('F-F1 a batch that goes away', () => {
  it.each(Object.entries(losses))('is not sent without %s', async (_, [lose, words]) => {
    const { dir, facts, deliver, server } = await readyToDeliver('pieces');
    lose(dir);
    const told = await deliver();
    expect([told.code, told.stderr, server.log]).toEqual([
      ...[3, expect.stringContaining('[batch-missing]')],
      [],
    ]);
    expect(told.stderr).toMatch(words);
    // What is left of the batch is not what the checker knows.
    for (const left of [dir, `${dir}-moved`]) rmSync(left, { recursive: true, force: true });
    await assertInvariants({ ...facts, batches: [] });
  });

  it('is missed by what stood still, keeps what has arrived, and is sent when it is back', async () => {
    const { dir, facts, deliver, resume, server } = await readyToDeliver('pieces');
    server.script.add({
      match: { operation: 'UploadPart', partNumber: 3 },
      times: 2,
      action: { kind: 'status', status: 403, code: 'AccessDenied' },
    });
    expect((await deliver()).code).toBe(4);
    const before = server.log.length;
    renameSync(dir, `${dir}-moved`);
    const told = await deliver();
    expect([told.code, told.stderr]).toEqual([
      3,
      expect.stringContaining('The folder batch isn’t there'),
    ]);
    expect(server.log.length).toBe(before);
    renameSync(`${dir}-moved`, dir);
    await resume();
    await assertInvariants(facts);
  });

  it.runIf(isRoot)(
    'is sent to its end from a drive that is taken away, and missed afterwards',
    async () => {
      const { place, dir, facts, server } = await readyToDeliver('pieces');
      const drive = place.path('drive');
      mkdirSync(drive);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'dropline', drive]);
      onTestFinished(() => {
        spawnSync('umount', ['-l', drive]);
      });
      cpSync(dir, join(drive, 'batch'), { recursive: true });
      rmSync(dir, { recursive: true });
      server.script.add({
        match: { operation: 'CreateMultipartUpload' },
        action: { kind: 'stall', at: 'answer', forMs: 1_000 },
      });
      const args = ['deliver', join(drive, 'batch'), ...toBucket, '--json'];
      const delivering = place.run(args, { build: 'points', env: place.env(server) });
      await expect.poll(() => server.script.pending(), { timeout: 60_000 }).toEqual([]);
      execFileSync('umount', ['-l', drive]);
      const told = await delivering;
      // Its files were open, so they can be read on.
      expect([told.code, server.objects.keys().length]).toEqual([0, 1]);
      const again = await place.run([...args, '--again'], {
        build: 'points',
        env: place.env(server),
      });
      expect([again.code, again.stderr]).toEqual([3, expect.stringContaining('[batch-missing]')]);
      await assertInvariants({ ...facts, batches: [] });
    },
  );
});

/** What is no list, and what is said of it. Null: a report with nothing in it. */
const strange: readonly (readonly [string, (path: string) => void, string])[] = [
  ['a folder', (path) => mkdirSync(path), '3 [file-is-folder]'],
  ['a pipe', (path) => execFileSync('mkfifo', [path]), '3 [file-not-regular]'],
  ['an endless device', (path) => symlinkSync('/dev/zero', path), '3 [file-not-regular]'],
  ['a link to itself', (path) => symlinkSync(path, path), '3 [file-missing]'],
  ['nothing', () => undefined, '3 [file-missing]'],
  ['a file of no bytes', (path) => writeFileSync(path, ''), '1 file-empty'],
  ['a header alone', (path) => writeFileSync(path, 'line_user_id,user_id\n'), '1 file-empty'],
];

/** Far more than 2 s, which is what a machine without other work needs. */
const withoutHangingMs = 20_000;

it.each(strange)('F-F3 %s is said to be that, at once', async (_, make, expected) => {
  const place = makePlace();
  make(place.path('list.csv'));
  const startMs = performance.now();
  const { code, stdout, stderr } = await place.run(['check', 'list.csv', '--json'], { build });
  const failure = /\[[a-z-]+\]/.exec(stderr)?.[0];
  type Report = { readonly findings: readonly { readonly rule: string }[] };
  const rules = () => (JSON.parse(stdout) as Report).findings.map(({ rule }) => rule);
  expect(`${code} ${failure ?? rules().join(' ')}`).toBe(expected);
  expect(performance.now() - startMs).toBeLessThan(withoutHangingMs);
  expect(processesOf(place.folder)).toEqual([]);
});

it.skipIf(isRoot)('F-F3 a list that nobody may read is said to be that', async () => {
  const place = makePlace();
  const list = writeList(place.path('users.csv'), 10);
  chmodSync(list.path, 0);
  const { code, stderr } = await place.run(['check', 'users.csv'], { build });
  expect([code, stderr]).toEqual([3, expect.stringContaining('[file-permission]')]);
});

it.runIf(canTrace)('F-F3 a disk that dies while a list is read is said to be that', async () => {
  const place = makePlace();
  const list = writeList(place.path('users.csv'), 60_000);
  const under = [
    ...['strace', '--follow-forks', '--quiet=all', '--output=/dev/null'],
    ...[`--trace-path=${list.path}`, '--trace=pread64', '--inject=pread64:error=EIO:when=3'],
  ];
  const told = await place.run(['check', 'users.csv', '--json'], { build, under });
  expect([told.code, told.stderr]).toEqual([3, expect.stringContaining('[file-read-failed]')]);
  await assertInvariants({ place, lists: [list] });
});

it('F-F2 a part that changes after it was sealed is not sent', async () => {
  const place = makePlace();
  writeList(place.path('users.csv'), 100);
  const dir = place.path('batch');
  mkdirSync(place.path('drop'));
  const args = ['build', 'users.csv', '--type', 'followed', '--out', dir, '--json'];
  const built = JSON.parse((await place.run(args, { build })).stdout) as {
    manifest: { parts: { file: string }[] };
  };
  editSecretly(`${dir}/${built.manifest.parts[0]?.file}`);
  const to = ['--to', `folder:${place.path('drop')}`, '--app-id', 'app', '--channel-id', '1'];
  const told = await place.run(['deliver', dir, ...to], { build });
  expect([told.code, told.stderr]).toEqual([1, expect.stringContaining('[batch-altered]')]);
  expect(readdirSync(place.path('drop'))).toEqual([]);
});

const afterSealing: Readonly<Record<string, (path: string) => void>> = {
  ...changes,
  replaced: (path) => {
    writeFileSync(`${path}.other`, 'line_user_id,user_id\n');
    renameSync(`${path}.other`, path);
  },
  deleted: (path) => rmSync(path),
};

describe('F-F2 while pieces are sent', () => {
  it.each(Object.entries(afterSealing))(
    'a part that is %s arrives as it was sealed, or not at all',
    async (_, change) => {
      const { server, dir, facts, deliver } = await readyToDeliver('pieces');
      server.script.add({
        match: { operation: 'UploadPart' },
        nth: 3,
        action: { kind: 'stall', at: 'answer', forMs: 1_000 },
      });
      const delivering = deliver();
      await expect.poll(() => server.script.pending(), { timeout: 60_000 }).toEqual([]);
      const { parts } = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as {
        parts: { sha256: string }[];
      };
      change(partIn(dir));
      const told = await delivering;
      const sealed = parts.map(({ sha256 }) => sha256);
      const there = await Promise.all(
        server.objects.keys().map(async (key) => sha256Of((await server.objects.read(key)) ?? '')),
      );
      expect(there).toEqual(told.code === 0 ? sealed : []);
      if (told.code !== 0) expect(told.stderr).toMatch(/\[(batch-altered|batch-missing)\]/);
      // What is left of the batch is not what the checker knows.
      rmSync(dir, { recursive: true });
      await assertInvariants({ ...facts, batches: [], mayLeaveUploads: told.code !== 0 });
    },
  );

  it('a list that is deleted after it was sealed is not missed', async () => {
    const { place, server, facts, deliver } = await readyToDeliver('pieces');
    server.script.add({
      match: { operation: 'UploadPart' },
      action: { kind: 'stall', at: 'answer', forMs: 500 },
    });
    const delivering = deliver();
    await expect.poll(() => server.script.pending(), { timeout: 60_000 }).toEqual([]);
    rmSync(place.path('users.csv'));
    expect((await delivering).code).toBe(0);
    await assertInvariants({ ...facts, lists: [] });
  });
});
