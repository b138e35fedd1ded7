/**
 * A place for one case: its folders, the command line and the engine in them, and a record of all
 * that was told to the user.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { StoreNotice } from '#contract/engine.ts';
import { succeed } from '#contract/result.ts';
import type { Credentials } from '#contract/schemas/profile.ts';
import { forkEngine } from '#shell/fork-engine.ts';
import { type RunningEngine, startEngine } from '#shell/start-engine.ts';
import {
  defaultBucket,
  defaultUser,
  type S3Server,
  type S3ServerOptions,
  startS3Server,
} from '../s3-server/server.ts';

/** The released build, and the one with fault points and small sizes. */
export type Build = 'release' | 'points';
const folders = {
  release: resolve('out'),
  points: resolve('test-output/faults'),
} as const;

export const commandLineOf = (build: Build): string => join(folders[build], 'cli/dropline.js');
const engineOf = (build: Build): string => join(folders[build], 'engine/index.js');

/** What one run of the command line has told. */
export type Told = {
  readonly args: readonly string[];
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunOptions = {
  readonly build?: Build;
  readonly env?: Readonly<Record<string, string>>;
  /** Words before the command: `faketime -f +20m`, `strace …`. */
  readonly under?: readonly string[];
  readonly execArgv?: readonly string[];
};

export type Place = {
  readonly folder: string;
  readonly dataDir: string;
  readonly path: (...names: string[]) => string;
  /** Everything that runs in this place have told so far. */
  readonly told: readonly Told[];
  readonly start: (
    args: readonly string[],
    options?: RunOptions,
  ) => { readonly child: ChildProcess; readonly ended: Promise<Told> };
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Told>;
  /** Environment that names an S3 server and its keys. */
  readonly env: (server: Pick<S3Server, 'endpoint'>) => Readonly<Record<string, string>>;
};

/** Names the place in the environment of every process that is started in it. */
const mark = 'DROPLINE_FAULT_PLACE';

/** The processes that were started in a place and still run, whoever their parent is. */
export const processesOf = (folder: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const isDead = /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
        const variables = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
        return !isDead && variables.includes(`${mark}=${folder}`);
      } catch {
        return false;
      }
    });

export type PlaceOptions = {
  /** A folder for the data, where it is not one in the place. */
  readonly dataDir?: string;
};

/** Makes a place; it goes, with all its processes, when the test is done. */
export const makePlace = (options: PlaceOptions = {}): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'dropline-fault-'));
  mkdirSync(join(folder, 'tmp'));
  const dataDir = options.dataDir ?? join(folder, 'data');
  onTestFinished(() => {
    for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const told: Told[] = [];
  const base = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    TMPDIR: join(folder, 'tmp'),
    DROPLINE_DATA_DIR: dataDir,
    [mark]: folder,
    LANG: 'C',
  };
  const start: Place['start'] = (
    args,
    { build = 'release', env = {}, under = [], execArgv } = {},
  ) => {
    const command = [
      ...under,
      process.execPath,
      ...(execArgv ?? []),
      ...[commandLineOf(build), ...args],
    ];
    const [program = '', ...rest] = command;
    const child = spawn(program, rest, { cwd: folder, env: { ...base, ...env }, detached: true });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Told>((done, failed) => {
      child.once('error', failed);
      // Not `close`: an engine that outlives its host keeps the pipes open.
      child.once('exit', (code, signal) => {
        setImmediate(() => {
          const one = { args, code, signal, stdout, stderr };
          told.push(one);
          done(one);
        });
      });
    });
    return { child, ended };
  };
  return {
    folder,
    dataDir,
    path: (...names) => join(folder, ...names),
    told,
    start,
    run: (args, runOptions) => start(args, runOptions).ended,
    env: ({ endpoint }) => ({
      AWS_ACCESS_KEY_ID: defaultUser.accessKeyId,
      AWS_SECRET_ACCESS_KEY: defaultUser.secretAccessKey,
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_S3: endpoint,
    }),
  };
};

/** The least that a piece has in the build with fault points, and the place to send to. */
export const smallestPieceBytes = 8 * 1024;
export const appId = 'app-1';
export const channelId = '1650000000';
export const toBucket = [
  ...['--to', `s3://${defaultBucket}`],
  ...['--app-id', appId, '--channel-id', channelId],
] as const;

/** A server that takes the small pieces, too. */
export const serverFor = async (options: S3ServerOptions = {}): Promise<S3Server> => {
  const server = await startS3Server({ minPartBytes: smallestPieceBytes, ...options });
  onTestFinished(() => server.close());
  return server;
};

export type HostOptions = {
  readonly build?: Build;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly credentials?: Credentials;
  readonly onNotice?: (notice: StoreNotice) => void;
};

/** The engine with this test as its host. */
export const hostEngine = (place: Place, options: HostOptions = {}): RunningEngine => {
  const { build = 'points', settings = {}, credentials = defaultUser, onNotice } = options;
  const enginePath = engineOf(build);
  // A forked engine has its host's environment: this is what names it as one of this place.
  vi.stubEnv(mark, place.folder);
  const engine = startEngine({
    dataDir: place.dataDir,
    checkOutput: true,
    ...(onNotice && { onNotice }),
    readSecret: async () => succeed(credentials),
    start: (given) => forkEngine({ enginePath, settings: { ...given, ...settings } }),
  });
  onTestFinished(() => engine.stop());
  return engine;
};
