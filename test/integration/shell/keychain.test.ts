/** The keychain that is not there, and the one that is locked. The open one has a suite of its own. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const script = fileURLToPath(new URL('keychain-process.ts', import.meta.url));

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
): Promise<unknown> => {
  const [program = '', ...args] = [...wrap, process.execPath, script];
  const { stdout } = await promisify(execFile)(program, args, { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
};

const closed = { ok: false, code: 'keychain-closed' };

it.runIf(process.platform === 'linux')('says so where there is no keychain', async () => {
  expect(await answersIn(newSession(), [])).toEqual([closed, closed, closed]);
});

it.runIf(process.platform === 'linux')('says so where the keychain is locked', async () => {
  const session = newSession();
  const withKeychain = ['dbus-run-session', '--', 'bash', '-c'];
  const unlock =
    'printf word | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "$@"';
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
