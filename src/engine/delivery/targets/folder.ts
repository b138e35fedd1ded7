/**
 * The target folder: the bucket's layout on a disk, for practice and for handing over. A file appears
 * under its name complete and durable, or not at all, and never in place of another.
 */
import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import {
  access,
  copyFile,
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCodeOf, isDenied, isDiskFull } from '#contract/error-code.ts';
import { type Failure, fail, succeed } from '#contract/result.ts';
import type { VerifiedPart } from '../../batches/verified-part.ts';
import { syncFolderAsync } from '../../sync-folder.ts';
import { standstillOf } from '../standstill.ts';
import {
  nothingSent,
  type SendCode,
  type SendContext,
  type SendOutcome,
  stoppedBy,
  type Target,
  type TargetCode,
} from './target.ts';

type FolderCode = Extract<TargetCode, `out-${string}` | 'disk-full'>;

const chunkBytes = 1024 * 1024;

const failureOf = (error: unknown, name: string): Failure<FolderCode> => {
  const reason = errorCodeOf(error);
  if (isDiskFull(reason)) return fail('disk-full', { name }).error;
  if (isDenied(reason)) return fail('out-read-only', { name }).error;
  if (reason === 'ENOENT') return fail('out-parent-missing', { name }).error;
  if (reason === 'ENOTDIR') return fail('out-not-empty', { name }).error;
  if (reason === '') throw error;
  return fail('out-failed', { name, reason }).error;
};

/** What is there under a name; null where nothing is. */
const sha256Of = async (path: string): Promise<string | null> => {
  const hash = createHash('sha256');
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(path);
    for await (const chunk of chunks) hash.update(chunk);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT' || errorCodeOf(error) === 'ENOTDIR') return null;
    throw error;
  }
  return hash.digest('hex');
};

/** Removes what a process that was killed has left of this part. */
const removeLeftovers = async (folder: string, file: string): Promise<void> => {
  const names = await readdir(folder).catch(() => []);
  const isLeft = (name: string) => name.startsWith(`.${file}.`) && name.endsWith('.part');
  await Promise.all(
    names
      .filter(isLeft)
      .map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)),
  );
};

/** Copies and hashes what was really written. Null when it was cancelled. */
const copy = async (
  source: FileHandle,
  into: FileHandle,
  { signal, onBytes }: SendContext,
): Promise<string | null> => {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(chunkBytes);
  for (let done = 0; ; ) {
    if (signal.aborted) return null;
    const { bytesRead } = await source.read(chunk, 0, chunk.length, done);
    if (bytesRead === 0) break;
    const piece = chunk.subarray(0, bytesRead);
    await into.writeFile(piece);
    hash.update(piece);
    done += bytesRead;
    onBytes(done);
  }
  await into.sync();
  return hash.digest('hex');
};

/** Not every file system has links (exFAT, many network drives); there the copy must be the first. */
const publish = async (temporary: string, path: string): Promise<void> => {
  try {
    await link(temporary, path);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'].includes(errorCodeOf(error)))
      throw error;
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  }
};

const failed = (failure: Failure<SendCode>): SendOutcome => ({
  ...nothingSent,
  state: standstillOf(failure.code) === null ? 'failed' : 'stopped',
  failure,
});

const unknown = (error: unknown, { file }: VerifiedPart): SendOutcome => ({
  ...nothingSent,
  state: 'unknown',
  failure: failureOf(error, file),
});

/** Windows syncs only what it may write. */
const syncMode = process.platform === 'win32' ? 'r+' : 'r';

/**
 * Makes a complete file under its name durable. Whoever looks can have seen it, so where that fails it
 * has not failed: nobody knows whether it will still be there after a power cut.
 */
const settle = async (part: VerifiedPart, path: string): Promise<SendOutcome> => {
  try {
    const file = await open(path, syncMode);
    await file.sync().finally(() => file.close());
    await syncFolderAsync(dirname(path));
    return { ...nothingSent, state: 'uploaded', partsSent: 1 };
  } catch (error) {
    return unknown(error, part);
  }
};

/** What became of a part of which nobody knows; null where it is not there. */
const lookAt = async (
  part: VerifiedPart,
  path: string,
  key: string,
): Promise<SendOutcome | null> => {
  let there: string | null;
  try {
    there = await sha256Of(path);
  } catch (error) {
    return unknown(error, part);
  }
  if (there === part.sha256) return settle(part, path);
  return there === null ? null : failed(fail('key-used', { key }).error);
};

const writeTemporary = async (
  part: VerifiedPart,
  temporary: string,
  context: SendContext,
): Promise<SendOutcome | null> => {
  const source = await open(part.path, 'r');
  try {
    const into = await open(temporary, 'wx', 0o600);
    try {
      const sha256 = await copy(source, into, context);
      if (sha256 === null) return stoppedBy(context.signal);
      if (sha256 !== part.sha256) return failed(fail('batch-altered', { file: part.file }).error);
      return null;
    } finally {
      await into.close();
    }
  } finally {
    await source.close();
  }
};

/**
 * A folder to send to; it must be there, the folders in it are made. `path` is absolute or relative to
 * the process.
 */
export const createFolderTarget = (path: string, clock: () => Date): Target => {
  const root = resolve(path);

  const look = async (): Promise<Failure<FolderCode> | null> => {
    try {
      if (!(await stat(root)).isDirectory())
        return fail('out-not-empty', { name: basename(root) }).error;
      await access(root, constants.W_OK);
      return null;
    } catch (error) {
      return failureOf(error, basename(root));
    }
  };

  return {
    kind: 'folder',
    bucket: `folder:${root}`,
    region: () => null,
    regionNamed: () => null,
    close: () => undefined,

    contact: async () => {
      const failure = await look();
      return failure === null ? succeed(clock()) : { ok: false, error: failure };
    },

    send: async (part, key, context) => {
      const place = join(root, ...key.split('/'));
      const folder = dirname(place);
      const temporary = join(folder, `.${part.file}.${randomBytes(6).toString('hex')}.part`);
      try {
        const found = context.earlier.inDoubt ? await lookAt(part, place, key) : null;
        if (found !== null) return found;
        await removeLeftovers(folder, part.file);
        await mkdir(folder, { recursive: true });
        const ended = await writeTemporary(part, temporary, context);
        if (ended !== null) return ended;
        const noted = context.onCommitting();
        if (!noted.ok) return failed(noted.error);
        await publish(temporary, place);
        return await settle(part, place);
      } catch (error) {
        if (errorCodeOf(error) === 'EEXIST') return failed(fail('key-used', { key }).error);
        return failed(failureOf(error, part.file));
      } finally {
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    },

    abandon: async () => true,

    test: async () => {
      const failure = await look();
      return failure === null ? succeed('works') : { ok: false, error: failure };
    },
  };
};
