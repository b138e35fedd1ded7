/** The keychain that is not there, and the one that is locked. The open one has a suite of its own. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const script = fileURLToPath(new URL('keychain-process.ts', import.meta.url));
const goingScript = fileURLToPath(new URL('keychain-going-process.ts', import.meta.url));

/** A home folder without a desktop. */
const newSession = () => {
  const home = mkdtempSync(join(tmpdir(), 'dropline-home-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const runtimeDir = join(home, 'run');
  mkdirSync(runtimeDir, { mode: 0o700 });
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'C.UTF-8',
    HOME: home,
    XDG_RUNTIME_DIR: runtimeDir,
  };
};

/** What reading, saving and removing answer in a process of their own. */
const answersIn = async (
  env: Record<string, string>,
  wrap: readonly string[],
  ownScript = script,
): Promise<unknown> => {
  const [program = '', ...args] = [...wrap, process.execPath, ownScript];
  const { stdout } = await promisify(execFile)(program, args, { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
};

const closed = { ok: false, code: 'keychain-closed' };

it.runIf(process.platform === 'linux')('says so where there is no keychain', async () => {
  expect(await answersIn(newSession(), [])).toEqual([closed, closed, closed]);
});

const withKeychain = ['dbus-run-session', '--', 'bash', '-c'];
const unlock = 'printf word | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "$@"';

it.runIf(process.platform === 'linux')('says so where the keychain is locked', async () => {
  const session = newSession();
  const done = { ok: true };
  expect([
    await answersIn(session, [...withKeychain, unlock, 'bash']),
    // A new session of the same user: nobody has given the password yet.
    await answersIn(session, ['dbus-run-session', '--']),
  ]).toEqual([
    [{ ok: false, code: 'credentials-missing' }, done, done],
    [closed, closed, done],
  ]);
});

it.runIf(process.platform === 'linux')(
  'F-B4 a keychain that locks, or goes, under the app is told from one without the key',
  async () => {
    const answers = await answersIn(newSession(), [...withKeychain, unlock, 'bash'], goingScript);
    const there = { ok: true };
    expect(answers).toEqual({ open: there, locked: closed, gone: closed });
  },
);
