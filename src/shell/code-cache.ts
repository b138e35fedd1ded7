/**
 * Where Node keeps our programs in compiled form, so that the next start does not compile them again:
 * half of the time of a short command went there. What lies in this folder is run, so it is used only
 * where nobody else can write; without it everything works, only slower.
 */
import { lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export const CODE_CACHE = 'code-cache';

/** Whether a folder is this user's own and closed to all others. Windows keeps it by its place. */
const isPrivate = (path: string): boolean => {
  const stats = lstatSync(path);
  if (!stats.isDirectory()) return false;
  return (
    process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o077) === 0)
  );
};

/** The folder, made where it is missing; null where there can be none, as on a read-only disk. */
export const codeCacheIn = (dataDir: string): string | null => {
  const path = join(dataDir, CODE_CACHE);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return isPrivate(path) ? path : null;
  } catch {
    return null;
  }
};
