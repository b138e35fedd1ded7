/**
 * The engine as a forked Node process: for the command line, for tests, and for an Electron whose
 * own Node is too old for the engine's database.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { EngineProcess } from './supervise.ts';

/**
 * better-sqlite3 needs Node-API 10, which Node has since 22.14, and the engine asks for the system's
 * certificates, which Node gives since 22.15.
 */
const oldestNode = [22, 15] as const;

const isRecent = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
};

/**
 * The Node that can run the engine: this process's own, or the one that the npm package `node` put
 * beside the project.
 */
export const nodeForEngine = (): string => {
  if (isRecent(process.versions.node) && process.versions.electron === undefined) {
    return process.execPath;
  }
  const manifest = createRequire(import.meta.url).resolve('node/package.json');
  return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
};

export type ForkOptions = {
  /** The engine's entry file. */
  readonly enginePath: string;
  /** JSON for the engine's one argument. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Defaults to `nodeForEngine()`. */
  readonly nodePath?: string;
  /** Folder of compiled code (`codeCacheIn`); null or nothing where there is none. */
  readonly codeCacheDir?: string | null;
};

const graceMs = 2_000;

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/** Forks the engine. It writes samples to this process's own standard output, and bugs to standard error. */
export const forkEngine = (options: ForkOptions): EngineProcess => {
  const { enginePath, settings, nodePath, codeCacheDir } = options;
  const child = fork(enginePath, [JSON.stringify(settings)], {
    execPath: nodePath ?? nodeForEngine(),
    env: codeCacheDir ? { ...process.env, NODE_COMPILE_CACHE: codeCacheDir } : process.env,
    execArgv: ['--disable-proto=throw'],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    // More than one can come.
    child.on('error', () => resolve());
  });
  return {
    post: (message) => {
      if (!child.connected) return;
      // What does not reach a process that was killed a moment ago is told by its end.
      child.send(message as Parameters<ChildProcess['send']>[0], () => undefined);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void exited.then(listener),
    stop: async () => {
      if (hasEnded(child)) return;
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
};
