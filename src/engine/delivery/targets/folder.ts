/**
 * The target folder: the bucket's layout on a disk, for practice and for handing over. A file appears
 * under its name complete and durable, or not at all, and never in place of another.
 */
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, copyFile, type FileHandle, link, mkdir, open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Failure, fail, succeed } from '#contract/result.ts';
import type {
  SendablePart,
  SendCode,
  SendContext,
  SendOutcome,
  Target,
  TargetCode,
} from './target.ts';

type FolderCode = Extract<TargetCode, `out-${string}` | 'disk-full'>;

const chunkBytes = 1024 * 1024;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const failureOf = (error: unknown, name: string): Failure<FolderCode> => {
  const reason = codeOf(error);
  if (reason === 'ENOSPC' || reason === 'EDQUOT') return fail('disk-full', { name }).error;
  if (['EACCES', 'EPERM', 'EROFS'].includes(reason)) return fail('out-read-only', { name }).error;
  if (reason === 'ENOENT') return fail('out-parent-missing', { name }).error;
  if (reason === 'ENOTDIR') return fail('out-not-empty', { name }).error;
  if (reason === '') throw error;
  return fail('out-failed', { name, reason }).error;
};

/** Makes the names in a folder durable. Windows can't and need not. */
const syncFolder = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
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
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL'].includes(codeOf(error)))
      throw error;
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
    const file = await open(path, 'r+');
    await file.sync().finally(() => file.close());
  }
};

const nothingSent = { etag: null, uploadId: null, partsSent: 0, requestId: null };
const failed = (failure: Failure<SendCode>): SendOutcome => ({
  ...nothingSent,
  state: 'failed',
  failure,
});
const cancelled: SendOutcome = { ...nothingSent, state: 'cancelled', failure: null };

const writeTemporary = async (
  part: SendablePart,
  temporary: string,
  context: SendContext,
): Promise<SendOutcome | null> => {
  const source = await open(part.path, 'r');
  try {
    const into = await open(temporary, 'wx', 0o600);
    try {
      const sha256 = await copy(source, into, context);
      if (sha256 === null) return cancelled;
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
        await mkdir(folder, { recursive: true });
        const ended = await writeTemporary(part, temporary, context);
        if (ended !== null) return ended;
        const noted = context.onCommitting();
        if (!noted.ok) return failed(noted.error);
        await publish(temporary, place);
        await syncFolder(folder);
        return { ...nothingSent, state: 'uploaded', failure: null, partsSent: 1 };
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return failed(fail('key-used', { key }).error);
        return failed(failureOf(error, part.file));
      } finally {
        await rm(temporary, { force: true }).catch(() => undefined);
      }
    },

    test: async () => {
      const failure = await look();
      return failure === null ? succeed('works') : { ok: false, error: failure };
    },
  };
};
