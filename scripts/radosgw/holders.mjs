// Several test runs of one checkout may want the same gateway at once. A lock lets one of them start
// or stop it at a time, and a list of holders tells the last one to leave that it may turn it off.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { becomes } from './processes.mjs';

/** The holder that is nobody's process: a person who said `up`, and will say `down`. */
export const byHand = 'by-hand';

/** @param {string} holder a process id, or `byHand` */
function lives(holder) {
  if (holder === byHand) return true;
  try {
    process.kill(Number(holder), 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs `work` while no other process works on the same folder.
 * @template T
 * @param {string} dir
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(dir, work) {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const lockPath = join(dir, 'lock');
  if (!(await becomes(() => takeLock(lockPath), 90_000)))
    throw new Error(`another process has held ${lockPath} for 90 s`);
  try {
    return await work();
  } finally {
    rmSync(lockPath, { force: true });
  }
}

/** @param {string} lockPath */
function takeLock(lockPath) {
  try {
    writeFileSync(lockPath, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    try {
      const owner = readFileSync(lockPath, 'utf8');
      if (owner !== '' && !lives(owner)) rmSync(lockPath, { force: true });
    } catch {
      // Its owner has just let go: the next round takes it.
    }
    return false;
  }
}

/**
 * @param {string} dir
 * @param {string} holder
 */
export function addHolder(dir, holder) {
  mkdirSync(join(dir, 'holders'), { recursive: true });
  writeFileSync(join(dir, 'holders', holder), '');
}

/**
 * Takes a holder off the list.
 * @param {string} dir
 * @param {string} holder
 * @returns {boolean} whether nobody is left who needs the gateway
 */
export function removeHolder(dir, holder) {
  const holdersDir = join(dir, 'holders');
  mkdirSync(holdersDir, { recursive: true });
  rmSync(join(holdersDir, holder), { force: true });
  return !readdirSync(holdersDir).some(lives);
}
