// Whether a folder was built from the sources as they are: by their content, not by their dates, which
// a checkout changes.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from './run.mjs';

/** What the build reads. */
const sources = [
  'package-lock.json',
  'package.json',
  'tsconfig.base.json',
  'electron.vite.config.ts',
  'scripts/build.mjs',
  'resources',
  'src',
];

const fingerprint = () => {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(projectDir, path)))
      .update('\0');
  };
  for (const source of sources) {
    const path = join(projectDir, source);
    if (!existsSync(path)) continue;
    const entries = source.includes('.')
      ? [source]
      : readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(projectDir.length))
          .sort();
    for (const entry of entries) add(entry);
  }
  return hash.digest('hex');
};

/**
 * The note that a build leaves in the folder that it fills: which sources it was made from.
 * @param {string} outDir relative to the project
 */
export const stampOf = (outDir) => {
  const path = join(projectDir, outDir, '.built-from');
  return {
    /** Whether the folder holds the build of the sources as they are. */
    isBuilt: () => existsSync(path) && readFileSync(path, 'utf8') === fingerprint(),
    /**
     * Takes the fingerprint before the build, so that a source that changes meanwhile is built again.
     * Answers what writes the note afterwards.
     */
    begin: () => {
      const built = fingerprint();
      rmSync(path, { force: true });
      return () => writeFileSync(path, built);
    },
  };
};
