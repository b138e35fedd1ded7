// What a suite finds around it on Linux: a display of its own, and a real keychain that is open and
// empty, in a session and a home folder that end with the suite.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { cacheDir } from '../electron.mjs';
import { run } from '../setup/run.mjs';

/** Opens the keychain of the session with an empty password, then becomes the given command. */
const withKeychain = `
set -eu
printf '\\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null
exec "$@"`;

/**
 * Runs a command to its end, in a desktop session of its own where that is asked for on Linux; Macs
 * and Windows have one already.
 * @param {readonly string[]} command
 * @param {{ display?: boolean, keychain?: boolean }} needs
 */
export const runIn = async ([program = '', ...args], { display = false, keychain = false }) => {
  if (process.platform !== 'linux' || !(display || keychain)) return run(program, args);
  const homeDir = mkdtempSync(join(tmpdir(), 'dropline-home-'));
  const runtimeDir = join(homeDir, 'run');
  mkdirSync(runtimeDir, { mode: 0o700 });
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    HOME: homeDir,
    XDG_RUNTIME_DIR: runtimeDir,
    DROPLINE_CACHE_DIR: cacheDir(),
  };
  for (const name of ['XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME'])
    delete env[name];
  const session = ['dbus-run-session', '--', 'bash', '-c', withKeychain, 'bash', program, ...args];
  const [outer = '', ...rest] = display ? ['xvfb-run', '--auto-servernum', ...session] : session;
  try {
    return await run(outer, rest, { env });
  } finally {
    rmSync(homeDir, { recursive: true, force: true });
  }
};

const mark = 'DROPLINE_SESSION';

/** Whether this program has a desktop: `runSelfInSession` gave it one, or the system has one. */
export const isInSession = () => process.platform !== 'linux' || process.env[mark] !== undefined;

/**
 * Runs a script of ours once more, with its arguments, in a desktop session of its own, and shows what
 * it printed.
 * @param {string} script its path
 * @returns {Promise<number>} its exit code
 */
export const runSelfInSession = async (script) => {
  process.env[mark] = 'own';
  const self = [process.execPath, script, ...process.argv.slice(2)];
  const { exitCode, output } = await runIn(self, { display: true, keychain: true });
  process.stdout.write(output);
  return exitCode;
};
