/**
 * Opening a list once, and telling whether it is still what was opened. Everything that reads a list
 * reads it through the descriptor opened here, so a file that is replaced or renamed meanwhile can't
 * mix with the one that was checked.
 */
import { close, closeSync, constants, fstat, fstatSync, open, statSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { errorCodeOf } from '#contract/error-code.ts';
import { fail, type Result, succeed } from '#contract/result.ts';

/** A regular file, open for reading. `bytes` and `modifiedMs` are as they were when it was opened. */
export type OpenFile = {
  readonly fd: number;
  readonly path: string;
  /** The last segment of the path: the only part of it that messages may show. */
  readonly name: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly device: number;
  readonly inode: number;
};

export type OpenFailure =
  | 'file-missing'
  | 'file-is-folder'
  | 'file-not-regular'
  | 'file-permission'
  | 'file-read-failed';

/** Windows has neither of them. */
const { O_NONBLOCK = 0, O_NOCTTY = 0 }: Partial<typeof constants> = constants;

/** A FIFO without a writer or a terminal must not block, nor become the controlling terminal. */
const OPEN_FLAGS = constants.O_RDONLY | O_NONBLOCK | O_NOCTTY;

const FAILURE_BY_ERRNO: Readonly<Record<string, OpenFailure>> = {
  ENOENT: 'file-missing',
  ENOTDIR: 'file-missing',
  ENAMETOOLONG: 'file-missing',
  ELOOP: 'file-missing',
  ERR_INVALID_ARG_VALUE: 'file-missing',
  EISDIR: 'file-is-folder',
  ENXIO: 'file-not-regular',
  EACCES: 'file-permission',
  EPERM: 'file-permission',
};

const openDescriptor = promisify(open);
const statDescriptor = promisify(fstat);
const closeDescriptor = promisify(close);

const errnoOf = (error: unknown): string => errorCodeOf(error) || 'unknown';

/**
 * Opens a regular file, following symbolic links. Folders, pipes, sockets and devices are refused
 * without waiting for them. Details: `name`, and `reason` (the system's error name) where the
 * failure is `file-read-failed`.
 */
export const openFile = async (path: string): Promise<Result<OpenFile, OpenFailure>> => {
  const name = basename(path);
  let fd: number | null = null;
  try {
    fd = await openDescriptor(path, OPEN_FLAGS);
    const stats = await statDescriptor(fd);
    if (stats.isFile()) {
      return succeed({
        fd,
        path,
        name,
        bytes: stats.size,
        modifiedMs: stats.mtimeMs,
        device: stats.dev,
        inode: stats.ino,
      });
    }
    await closeDescriptor(fd);
    return fail(stats.isDirectory() ? 'file-is-folder' : 'file-not-regular', { name });
  } catch (error) {
    const reason = errnoOf(error);
    const code = FAILURE_BY_ERRNO[reason];
    if (code !== undefined) return fail(code, { name });
    if (fd !== null) await closeDescriptor(fd).catch(() => undefined);
    return fail('file-read-failed', { name, reason });
  }
};

/** Whether size and time of the last change are still those of the moment of opening. */
export const isUnchanged = (file: OpenFile): boolean => {
  try {
    const stats = fstatSync(file.fd);
    return stats.size === file.bytes && stats.mtimeMs === file.modifiedMs;
  } catch {
    return false;
  }
};

/** Whether the path leads to one of the files, under whatever name. */
export const leadsToOneOf = (path: string, files: readonly OpenFile[]): boolean => {
  try {
    const { dev, ino } = statSync(path);
    return files.some(({ inode, device }) => inode === ino && device === dev);
  } catch {
    // Where nothing can be looked at, writing tells why.
    return false;
  }
};

/** Gives the descriptor back. To be called once. */
export const closeFile = (file: OpenFile): void => closeSync(file.fd);
