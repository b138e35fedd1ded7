/** Making the names in a folder durable, after a file there got its name. */
import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { errorCodeOf } from '#contract/error-code.ts';

/** Some file systems can't sync a folder, and Windows can't open one; a rename is safe there anyway. */
const mustSync = process.platform !== 'win32';
const unsupported = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP'];

const throwUnlessUnsupported = (error: unknown): void => {
  if (!unsupported.includes(errorCodeOf(error))) throw error;
};

/** Blocks its thread: for jobs, which have one of their own, and for the short start of the store. */
export const syncFolder = (path: string): void => {
  if (!mustSync) return;
  const fd = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } catch (error) {
    throwUnlessUnsupported(error);
  } finally {
    closeSync(fd);
  }
};

/** The same for a thread that others wait for: a network drive can take long. */
export const syncFolderAsync = async (path: string): Promise<void> => {
  if (!mustSync) return;
  const folder = await open(path, 'r');
  try {
    await folder.sync().catch(throwUnlessUnsupported);
  } finally {
    await folder.close();
  }
};
