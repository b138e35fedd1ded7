// Whether out/ was built from the sources as they are: by their content, not by their dates, which
// a checkout changes.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

const stampPath = join(projectDir, 'out/.built-from');

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

export const isBuilt = () =>
  existsSync(stampPath) && readFileSync(stampPath, 'utf8') === fingerprint();

/** Taken before the build, so that a source that changes meanwhile is built again. */
export const beginBuild = () => {
  const built = fingerprint();
  return { finish: () => writeFileSync(stampPath, built) };
};
