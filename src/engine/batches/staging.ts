/**
 * Where a batch is written until it is complete, so that its folder holds a whole batch or none.
 *
 * The files are written into a hidden folder beside the target, which takes the target's name in
 * one rename. Where that can't be (the target is a mount point, or the folder around it is closed to
 * us), the hidden folder lies in the target and its files move out of it, the manifest last:
 * without a manifest there is no batch.
 *
 * What a killed build leaves is named after the process that made it, and is removed by the next
 * build into the same folder on the same machine, whatever that one is called.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fail, type Result, succeed } from '#contract/result.ts';
import { IDS_ONLY_NAME } from '#contract/schemas/batch.ts';
import { faultPoint } from '#engine/fault-points.ts';
import { isAlive, ownerInName, ownerOf } from '#engine/store/process-identity.ts';
import { syncFolderAsync } from '#engine/sync-folder.ts';
import { MANIFEST_NAME, parseManifest, REJECTED_NAME } from './manifest.ts';
import { codeOf, writeFailure } from './write-failure.ts';

export type StagingCode =
  | 'out-not-empty'
  | 'out-parent-missing'
  | 'out-read-only'
  | 'out-failed'
  | 'disk-full';

export type Staging = {
  /** Folder to write into, open to its owner only. */
  readonly dir: string;
  /** Gives the complete and synced files their final name. Afterwards `discard` does nothing. */
  readonly commit: () => Promise<Result<null, StagingCode>>;
  /** Removes what was written. */
  readonly discard: () => Promise<void>;
};

const digest = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The target that a hidden folder is for, this machine, and who makes it in a form to be read back. */
const newStagingName = (target: string): string => {
  const owner = `${ownerInName()}~${randomBytes(4).toString('hex')}`;
  return `.dropline-building-${digest(basename(target))}-${digest(hostname())}-${owner}`;
};

const stagingName = /^\.dropline-building-([0-9a-f]{12})-([0-9a-f]{12})-(.+)$/;

/** Which target a killed build on this machine was for, in digits; undefined for anything else. */
const leftoverFor = (name: string): string | undefined => {
  const [, target, machine, ownerText = ''] = stagingName.exec(name) ?? [];
  const owner = machine === digest(hostname()) ? ownerOf(ownerText) : undefined;
  return owner === undefined || isAlive(owner) ? undefined : target;
};

/**
 * Takes back what an interrupted commit had already moved out of its hidden folder into the target:
 * what its manifest names and the hidden folder no longer has. Nothing else in the target is ours.
 */
const takeBack = async (staged: string, target: string): Promise<void> => {
  const bytes = await readFile(join(staged, MANIFEST_NAME)).catch(() => Buffer.alloc(0));
  const manifest = parseManifest(bytes);
  if (!manifest.ok) return;
  const { parts, fixes } = manifest.value;
  const names = [...parts.map((part) => part.file), REJECTED_NAME];
  if (fixes.some((fix) => fix.rule === 'user-id-missing')) names.push(IDS_ONLY_NAME);
  const staying = new Set(await readdir(staged));
  for (const name of names.filter((moved) => !staying.has(moved))) {
    await rm(join(target, name), { recursive: true, force: true });
  }
};

const remove = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true }).catch(() => undefined);

/**
 * Removes what killed builds have left in `target` and beside it, where other builds may have had other
 * targets. Failures are ignored: a leftover does no harm, and whatever is in the way is found out by
 * the build itself.
 */
export const removeLeftovers = async (target: string): Promise<void> => {
  const around = dirname(target);
  const [own, outer] = [digest(basename(target)), digest(basename(around))];
  for (const name of await readdir(around).catch(() => [])) {
    const left = leftoverFor(name);
    // A build into the folder around may have moved files into it: its next one takes them back.
    if (left === undefined || (left === outer && left !== own)) continue;
    await remove(join(around, name));
  }
  for (const name of await readdir(target).catch(() => [])) {
    if (leftoverFor(name) !== own) continue;
    await takeBack(join(target, name), target).catch(() => undefined);
    await remove(join(target, name));
  }
};

/** Whether the target is there already. It must be an empty folder then. */
const inspectTarget = async (target: string): Promise<Result<'absent' | 'empty', StagingCode>> => {
  try {
    const entries = await readdir(target);
    return entries.length === 0
      ? succeed('empty')
      : fail('out-not-empty', { name: basename(target), entries: entries.length });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return writeFailure(error, target);
  }
  try {
    if ((await stat(dirname(target))).isDirectory()) return succeed('absent');
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return writeFailure(error, target);
  }
  return fail('out-parent-missing', { name: basename(target) });
};

/** Whether a folder beside the target could be renamed to it: tried out with an empty one. */
const canReplace = async (staged: string, target: string): Promise<boolean> => {
  const probe = join(staged, 'probe');
  const moved = join(target, basename(staged));
  try {
    await mkdir(probe);
    await rename(probe, moved);
    await rmdir(moved);
    return true;
  } catch {
    await rmdir(probe).catch(() => undefined);
    return false;
  }
};

/** Makes names in a folder durable or takes them back: what a power cut could undo is not built. */
const keepNames = async (dir: string, undo: () => Promise<void>): Promise<void> => {
  try {
    await syncFolderAsync(dir);
  } catch (error) {
    await undo().catch(() => undefined);
    throw error;
  }
};

const commitBeside = async (staged: string, target: string): Promise<void> => {
  await syncFolderAsync(staged);
  // Windows renames onto nothing only; elsewhere this refuses a folder that was filled meanwhile.
  await rmdir(target).catch((error) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
  faultPoint('batch.rename');
  await rename(staged, target);
  await keepNames(dirname(target), () => rename(target, staged));
};

const commitInside = async (staged: string, target: string): Promise<void> => {
  await syncFolderAsync(staged);
  const names = (await readdir(staged)).filter((name) => name !== MANIFEST_NAME);
  const others = (await readdir(target)).filter((name) => name !== basename(staged));
  if (others.length > 0) throw Object.assign(new Error('not empty'), { code: 'ENOTEMPTY' });
  for (const name of names) {
    faultPoint('batch.rename');
    await rename(join(staged, name), join(target, name));
  }
  await syncFolderAsync(target);
  faultPoint('batch.rename');
  const [from, to] = [join(staged, MANIFEST_NAME), join(target, MANIFEST_NAME)];
  await rename(from, to);
  await keepNames(target, () => rename(to, from));
  // The batch is there, with an empty folder or without.
  await rmdir(staged).catch(() => undefined);
};

const makeFolder = async (dir: string, target: string): Promise<Result<string, StagingCode>> => {
  try {
    await mkdir(dir, { mode: 0o700 });
    return succeed(dir);
  } catch (error) {
    return writeFailure(error, target);
  }
};

/** Makes the hidden folder for a batch that will stand at `path` (absolute). */
export const openStaging = async (path: string): Promise<Result<Staging, StagingCode>> => {
  const target = await realpath(path).catch(() => path);
  await removeLeftovers(target);
  const inspected = await inspectTarget(target);
  if (!inspected.ok) return inspected;

  const name = newStagingName(target);
  let place: 'beside' | 'inside' = 'beside';
  let made = await makeFolder(join(dirname(target), name), target);
  if (inspected.value === 'empty') {
    const fits = made.ok && (await canReplace(made.value, target));
    if (made.ok && !fits) {
      await rmdir(made.value).catch(() => undefined);
    }
    if (!fits) {
      place = 'inside';
      made = await makeFolder(join(target, name), target);
    }
  }
  if (!made.ok) return made;
  const dir = made.value;

  let committed = false;
  const discard = async (): Promise<void> => {
    if (committed) return;
    if (place === 'inside') await takeBack(dir, target).catch(() => undefined);
    await rm(dir, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  };
  const commit = async (): Promise<Result<null, StagingCode>> => {
    try {
      await (place === 'beside' ? commitBeside(dir, target) : commitInside(dir, target));
      committed = true;
      return succeed(null);
    } catch (error) {
      await discard();
      return writeFailure(error, target);
    }
  };
  return succeed({ dir, commit, discard });
};
