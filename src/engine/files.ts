/**
 * The files and folders that a host has opened for somebody. Everything else names them by handles,
 * so no face can reach a path that nobody granted.
 */
import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { errorCodeOf } from '#contract/error-code.ts';
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import { removeLeftovers } from './batches/staging.ts';
import { closeFile, leadsToOneOf, type OpenFile, openFile } from './csv/open-file.ts';

export type Files = {
  readonly handlers: Handlers<EngineContract>['files'];
  /** The open file behind a handle. */
  readonly file: (fileId: string) => Result<OpenFile, 'unknown-id'>;
  /** The absolute path behind a folder's handle. */
  readonly folder: (folderId: string) => Result<string, 'unknown-id'>;
  /**
   * Runs work that reads open files. A file that is closed meanwhile keeps its descriptor until no
   * such work is left: a number that is used again would be another file's.
   */
  readonly whileReading: <Value>(work: () => Promise<Value>) => Promise<Value>;
  readonly closeAll: () => void;
};

const newHandle = (kind: 'file' | 'folder'): string => `${kind}-${randomBytes(8).toString('hex')}`;

type FolderCode = 'out-not-empty' | 'out-parent-missing' | 'out-read-only' | 'out-failed';

const missing = (path: string) => fail('out-parent-missing', { name: basename(path) });

const unreadable = (path: string, error: unknown) =>
  ['EACCES', 'EPERM'].includes(errorCodeOf(error))
    ? fail('out-read-only', { name: basename(path) })
    : fail('out-failed', { name: basename(path), reason: errorCodeOf(error) });

/** Whether something may be built at `path`: it is an empty folder, or nothing in a folder. */
const inspectNew = async (path: string): Promise<Result<string, FolderCode>> => {
  await removeLeftovers(path);
  try {
    const entries = await readdir(path);
    return entries.length === 0
      ? succeed(path)
      : fail('out-not-empty', { name: basename(path), entries: entries.length });
  } catch (error) {
    if (errorCodeOf(error) === 'ENOTDIR')
      return fail('out-not-empty', { name: basename(path), entries: 1 });
    if (errorCodeOf(error) !== 'ENOENT') return unreadable(path, error);
  }
  try {
    return (await stat(dirname(path))).isDirectory() ? succeed(path) : missing(path);
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(errorCodeOf(error))
      ? missing(path)
      : unreadable(path, error);
  }
};

const inspectExisting = async (path: string): Promise<Result<string, FolderCode>> => {
  try {
    return (await stat(path)).isDirectory() ? succeed(path) : missing(path);
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(errorCodeOf(error))
      ? missing(path)
      : unreadable(path, error);
  }
};

export const createFiles = (): Files => {
  const files = new Map<string, OpenFile>();
  const folders = new Map<string, string>();
  let readers = 0;
  let retired: OpenFile[] = [];

  const closeRetired = () => {
    if (readers > 0) return;
    for (const file of retired) closeFile(file);
    retired = [];
  };

  return {
    handlers: {
      open: async ({ path }) => {
        const opened = await openFile(path);
        if (!opened.ok) return opened;
        const fileId = newHandle('file');
        files.set(fileId, opened.value);
        const { name, bytes, modifiedMs } = opened.value;
        return succeed({ fileId, name, bytes, modifiedAt: new Date(modifiedMs).toISOString() });
      },
      close: async ({ fileId }) => {
        const file = files.get(fileId);
        if (file === undefined) return fail('unknown-id');
        files.delete(fileId);
        retired.push(file);
        closeRetired();
        return succeed({});
      },
      isThere: async ({ fileId }) => {
        const file = files.get(fileId);
        return file === undefined
          ? fail('unknown-id')
          : succeed({ isThere: leadsToOneOf(file.path, [file]) });
      },
      openFolder: async ({ path, use }) => {
        const absolute = resolve(path);
        const folder = await (use === 'new' ? inspectNew(absolute) : inspectExisting(absolute));
        if (!folder.ok) return folder;
        const folderId = newHandle('folder');
        folders.set(folderId, folder.value);
        return succeed({ folderId, name: basename(folder.value) });
      },
    },
    file: (fileId) => {
      const file = files.get(fileId);
      return file === undefined ? fail('unknown-id') : succeed(file);
    },
    folder: (folderId) => {
      const path = folders.get(folderId);
      return path === undefined ? fail('unknown-id') : succeed(path);
    },
    whileReading: async (work) => {
      readers += 1;
      try {
        return await work();
      } finally {
        readers -= 1;
        closeRetired();
      }
    },
    closeAll: () => {
      for (const file of files.values()) closeFile(file);
      files.clear();
      folders.clear();
    },
  };
};
