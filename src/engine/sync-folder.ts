/** Making the names in a folder durable, after a file there got its name. */
import { closeSync, constants, fsyncSync, openSync } from 'node:fs';

/** Some file systems can't sync a folder, and Windows can't open one; a rename is safe there anyway. */
export const syncFolder = (path: string): void => {
  if (process.platform === 'win32') return;
  const fd = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(fd);
  } catch (error) {
    const isUnsupported = error instanceof Error && 'code' in error && error.code === 'EINVAL';
    if (!isUnsupported) throw error;
  } finally {
    closeSync(fd);
  }
};
