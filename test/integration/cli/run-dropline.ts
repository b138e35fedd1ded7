/** Runs the built command line as people do: a process of its own, with its own data folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What `npm run build` made. */
const commandLine = resolve('out/cli/dropline.js');

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Place = {
  /** A folder for the files of one test suite. */
  readonly path: (...names: string[]) => string;
  readonly start: (args: readonly string[]) => { child: ChildProcess; ended: Promise<Ended> };
  readonly run: (...args: string[]) => Promise<Ended>;
  readonly remove: () => Promise<void>;
};

/** A place of its own. `env` is added to an environment without any locale or credentials. */
export const makePlace = async (env: Readonly<Record<string, string>> = {}): Promise<Place> => {
  const folder = await mkdtemp(join(tmpdir(), 'dropline-cli-'));
  const clean = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    DROPLINE_DATA_DIR: join(folder, 'data'),
    LANG: 'C',
    ...env,
  };
  const start = (args: readonly string[]) => {
    // In a group of its own, as a shell does it.
    const options = { cwd: folder, env: clean, detached: true };
    const child = spawn(process.execPath, [commandLine, ...args], options);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Ended>((done, failed) => {
      child.once('error', failed);
      child.once('close', (code, signal) => done({ code, signal, stdout, stderr }));
    });
    return { child, ended };
  };
  return {
    path: (...names) => join(folder, ...names),
    start,
    run: (...args) => start(args).ended,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
};
