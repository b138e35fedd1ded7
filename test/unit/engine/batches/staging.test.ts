import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifestBytes } from '#engine/batches/manifest.ts';
import { openStaging, type Staging } from '#engine/batches/staging.ts';
import { thisProcess } from '#engine/store/process-identity.ts';
import { closeAround, makeReadOnly } from './closed-parent.ts';
import { exampleManifest } from './example-manifest.ts';
import { refuseToSyncFolders } from '../no-folder-sync.ts';

let base: string;
let target: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'dropline-staging-'));
  target = join(base, 'out');
});
afterEach(() => rm(base, { recursive: true, force: true }));

const opened = async (path: string): Promise<Staging> => {
  const staging = await openStaging(path);
  if (!staging.ok) throw new Error(staging.error.code);
  return staging.value;
};

const fill = async ({ dir }: Staging): Promise<void> => {
  await writeFile(join(dir, 'users.csv'), 'line_user_id\n');
  await writeFile(join(dir, 'rejected.csv'), 'line,rules\n');
  await writeFile(join(dir, 'manifest.json'), manifestBytes(exampleManifest()));
};
const batchFiles = ['manifest.json', 'rejected.csv', 'users.csv'];

const failureOf = async (path: string) => {
  const staging = await openStaging(path);
  return staging.ok ? 'opened' : [staging.error.code, staging.error.details];
};

describe('a place where nothing can be built', () => {
  it('holds something already', async () => {
    await mkdir(target);
    await writeFile(join(target, 'notes.txt'), 'mine');
    expect(await failureOf(target)).toEqual(['out-not-empty', { name: 'out', entries: 1 }]);
  });

  it('is a file', async () => {
    await writeFile(target, 'mine');
    expect(await failureOf(target)).toEqual(['out-not-empty', { name: 'out' }]);
  });

  it('has no folder around it', async () => {
    expect(await failureOf(join(base, 'missing', 'out'))).toEqual([
      'out-parent-missing',
      { name: 'out' },
    ]);
  });

  it('has a file around it', async () => {
    await writeFile(join(base, 'file'), '');
    expect((await failureOf(join(base, 'file', 'out')))[0]).toBe('out-not-empty');
  });

  it('is filled by somebody else while the batch is written', async () => {
    await mkdir(target);
    const staging = await opened(target);
    await fill(staging);
    await writeFile(join(target, 'rejected.csv'), 'theirs');
    const committed = await staging.commit();
    expect([committed.ok, await readdir(target), await readdir(base)]).toEqual([
      false,
      ['rejected.csv'],
      ['out'],
    ]);
  });
});

describe('staging', () => {
  it('shows nothing under the final name before everything is there', async () => {
    const staging = await opened(target);
    await fill(staging);
    expect((await readdir(base)).filter((name) => !name.startsWith('.'))).toEqual([]);
    expect(await staging.commit()).toEqual({ ok: true, value: null });
    expect([await readdir(base), (await readdir(target)).sort()]).toEqual([['out'], batchFiles]);
    expect((await stat(target)).mode & 0o777).toBe(0o700);
  });

  it('takes the place of an empty folder, also through a link', async () => {
    await mkdir(join(base, 'real'));
    await symlink(join(base, 'real'), target);
    const staging = await opened(target);
    await fill(staging);
    await staging.commit();
    expect([(await readdir(base)).sort(), (await readdir(target)).sort()]).toEqual([
      ['out', 'real'],
      batchFiles,
    ]);
  });

  it('leaves nothing when it is discarded, and does no harm when discarded after the end', async () => {
    const first = await opened(target);
    await fill(first);
    await first.discard();
    expect(await readdir(base)).toEqual([]);

    const second = await opened(target);
    await fill(second);
    await second.commit();
    await second.discard();
    expect((await readdir(target)).sort()).toEqual(batchFiles);
  });

  it('writes into a folder that can only be filled from within', async () => {
    await mkdir(target);
    const reopen = await closeAround(target);
    try {
      const staging = await opened(target);
      expect(staging.dir.startsWith(target)).toBe(true);
      await fill(staging);
      expect(await staging.commit()).toEqual({ ok: true, value: null });
      expect((await readdir(target)).sort()).toEqual(batchFiles);
    } finally {
      await reopen();
    }
  });
});

describe('a disk that can not sync the folders', () => {
  /** Commits into a folder that can be replaced, and into one that can only be filled from within. */
  const commitsTo = async (place: 'beside' | 'inside', spared: number, code: string) => {
    await mkdir(target);
    const reopen = place === 'inside' ? await closeAround(target) : async () => undefined;
    try {
      const staging = await opened(target);
      await fill(staging);
      const makeGood = await refuseToSyncFolders(code, spared);
      const committed = await staging.commit();
      makeGood();
      const around = place === 'beside' ? await readdir(base) : [];
      const inside = await readdir(target).catch(() => []);
      return { committed, around, inside: inside.sort() };
    } finally {
      await reopen();
    }
  };

  it.each([
    ['beside', 0],
    ['beside', 1],
    ['inside', 0],
    ['inside', 1],
    ['inside', 2],
  ] as const)('fails %s after %i that it could, and leaves nothing', async (place, spared) => {
    const { committed, around, inside } = await commitsTo(place, spared, 'EIO');
    expect(committed).toMatchObject({
      ok: false,
      error: { code: 'out-failed', details: { name: 'out', reason: 'EIO' } },
    });
    expect([around.filter((name) => name !== 'out'), inside]).toEqual([[], []]);
  });

  it.each(['beside', 'inside'] as const)('does without where none can: %s', async (place) => {
    const { committed, inside } = await commitsTo(place, 0, 'EINVAL');
    expect([committed, inside]).toEqual([{ ok: true, value: null }, batchFiles]);
  });
});

/** The id of a process that has ended. */
const endedPid = (): number => spawnSync(process.execPath, ['--version']).pid;
/** The name of a hidden folder as another process of this boot would have made it. */
const pretendOther = (name: string, pid: number): string => {
  const { pid: ownPid, holder, processStart } = thisProcess;
  return name.replace(`${ownPid}~${holder}~${processStart}~`, `${pid}~0123456789abcdef~~`);
};
/** The same, of a process that can't be seen from here. */
const pretendHidden = (name: string, pid: number): string =>
  pretendOther(name, pid).replace(`+${thisProcess.pidNamespace}~`, '+1~');

describe('what a killed build leaves', () => {
  const leave = async (
    place: string,
    pid: number,
    path = target,
    pretend = pretendOther,
  ): Promise<string> => {
    const staging = await opened(path);
    const name = pretend(basename(staging.dir), pid);
    await staging.discard();
    await mkdir(join(place, name), { recursive: true });
    return join(place, name);
  };

  it('is removed by the next build into that place', async () => {
    await writeFile(join(await leave(base, endedPid()), 'users.csv'), 'half');
    const staging = await opened(target);
    expect((await readdir(base)).length).toBe(1);
    await staging.discard();
    expect(await readdir(base)).toEqual([]);
  });

  it('is taken back where it had begun to move into a folder', async () => {
    const left = await leave(target, endedPid());
    await writeFile(join(left, 'manifest.json'), manifestBytes(exampleManifest()));
    await writeFile(join(left, 'rejected.csv'), '');
    await writeFile(join(target, 'users.csv'), 'moved');
    await (await opened(target)).discard();
    expect(await readdir(target)).toEqual([]);
  });

  it('is removed by the next build into that folder, whatever that one is called', async () => {
    await writeFile(join(await leave(base, endedPid()), 'users.csv'), 'half');
    const other = await opened(join(base, 'another'));
    expect(await readdir(base)).toEqual([basename(other.dir)]);
  });

  it('is not anybody else’s: a living build for this target or for another one', async () => {
    const living = await leave(base, process.ppid);
    const other = await opened(join(base, 'another'));
    await (await opened(target)).discard();
    const names = (await readdir(base)).sort();
    expect(names).toEqual([living, other.dir].map((path) => basename(path)).sort());
  });

  it.runIf(process.platform === 'linux')(
    'is not what nobody can know of: that of a process out of sight',
    async () => {
      const hidden = await leave(base, endedPid(), target, pretendHidden);
      await (await opened(target)).discard();
      expect(await readdir(base)).toEqual([basename(hidden)]);
    },
  );

  it('stays in a folder into which it had begun to move, for the next build into that one', async () => {
    const left = await leave(target, endedPid());
    await writeFile(join(left, 'manifest.json'), manifestBytes(exampleManifest()));
    await writeFile(join(target, 'users.csv'), 'moved');
    await (await opened(join(target, 'inner'))).discard();
    expect((await readdir(target)).sort()).toEqual([basename(left), 'users.csv'].sort());
    await (await opened(target)).discard();
    expect(await readdir(target)).toEqual([]);
  });
});

it('refuses a folder around it that is closed to us', async () => {
  const reopen = await makeReadOnly(base);
  try {
    expect(await failureOf(target)).toEqual(['out-read-only', { name: 'out' }]);
  } finally {
    await reopen();
  }
});
