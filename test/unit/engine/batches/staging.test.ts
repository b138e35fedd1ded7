import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifestBytes } from '#engine/batches/manifest.ts';
import { openStaging, type Staging } from '#engine/batches/staging.ts';
import { thisProcess } from '#engine/store/process-identity.ts';
import { closeAround, makeReadOnly } from './closed-parent.ts';
import { exampleManifest } from './example-manifest.ts';

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

/** The id of a process that has ended. */
const endedPid = (): number => spawnSync(process.execPath, ['--version']).pid;
/** The name of a hidden folder as another process of this boot would have made it. */
const pretendOther = (name: string, pid: number): string => {
  const { pid: ownPid, holder, processStart } = thisProcess;
  return name.replace(`${ownPid}~${holder}~${processStart}~`, `${pid}~0123456789abcdef~~`);
};

describe('what a killed build leaves', () => {
  const leave = async (place: string, pid: number): Promise<string> => {
    const staging = await opened(target);
    const name = pretendOther(staging.dir.slice(base.length + 1), pid);
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

  it('is not anybody else’s: a living build, or another target', async () => {
    const living = await leave(base, process.ppid);
    const other = await opened(join(base, 'another'));
    await (await opened(target)).discard();
    const names = (await readdir(base)).sort();
    expect(names).toEqual([living, other.dir].map((path) => path.slice(base.length + 1)).sort());
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
