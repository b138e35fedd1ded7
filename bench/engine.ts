/** The engine as the command line and the window run it: the built one, in a process of its own. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Client } from '#contract/define.ts';
import { type EngineContract, engineContract } from '#contract/engine.ts';
import type { Failure, Result } from '#contract/result.ts';
import { createClient } from '#contract/rpc/client.ts';
import { checkOptions, type CheckOptions, type CheckReport } from '#contract/schemas/check.ts';
import { codeCacheIn } from '#shell/code-cache.ts';
import { expectedList } from '#shell/expected-list.ts';
import type { Measured } from './program.ts';

export const builtFile = (path: string): string =>
  fileURLToPath(new URL(`../out/${path}`, import.meta.url));

export type BenchEngine = {
  readonly client: Client<EngineContract>;
  /** The most memory that its process had so far; not a number where the system does not tell. */
  readonly peakBytes: () => number;
  readonly stop: () => Promise<void>;
};

const peakOf = (pid: number | undefined): number => {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, 'utf8');
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1]) * 1024;
  } catch {
    return Number.NaN;
  }
};

/** Starts an engine, and waits until it answers. */
const startWith = async (settings: {
  readonly dataDir: string;
  readonly expects?: ReturnType<typeof expectedList>;
  readonly hasWindow?: boolean;
}): Promise<BenchEngine> => {
  const codeCacheDir = codeCacheIn(settings.dataDir);
  const child = fork(builtFile('engine/index.js'), [JSON.stringify(settings)], {
    env: codeCacheDir === null ? process.env : { ...process.env, NODE_COMPILE_CACHE: codeCacheDir },
    execArgv: ['--disable-proto=throw'],
    serialization: 'advanced',
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const client = createClient(engineContract, {
    post: (message) => void child.send(message as Parameters<typeof child.send>[0]),
    onMessage: (listener) => void child.on('message', listener),
    onClose: (listener) => void ended.then(() => listener({ final: true })),
  });
  await client.files.close({ fileId: 'file-0000000000000000' });
  return {
    client,
    peakBytes: () => peakOf(child.pid),
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
};

/** As the command line does; `lists` are those that the command names. */
export const startEngine = (dataDir: string, lists: readonly string[] = []): Promise<BenchEngine> =>
  startWith({ dataDir, expects: expectedList(lists) });

/** What a person needs at least, from seeing the window to dropping a list on it. */
const untilDroppedMs = 2_000;

/** As the window does, which has been open for a moment. */
const startEngineOfWindow = async (dataDir: string): Promise<BenchEngine> => {
  const engine = await startWith({ dataDir, hasWindow: true });
  await setTimeout(untilDroppedMs);
  return engine;
};

export const answered = <Value>(result: Result<Value, Failure['code']>): Value => {
  if (result.ok) return result.value;
  throw new Error(`The engine answered ${result.error.code}.`);
};

export type CheckMeasured = Measured & { readonly report: CheckReport };

/** Checks a list in an engine that has checked none: from opening the file to the report. */
const measureIn = async (
  engine: BenchEngine,
  path: string,
  options: Partial<CheckOptions>,
): Promise<CheckMeasured> => {
  try {
    const startedMs = performance.now();
    const { fileId } = answered(await engine.client.files.open({ path }));
    const parsed = checkOptions.parse(options);
    const { report } = answered(await engine.client.checks.run({ fileId, options: parsed }));
    const ms = performance.now() - startedMs;
    return { ms, peakBytes: engine.peakBytes(), report };
  } finally {
    await engine.stop();
  }
};

/** Where the command line checks it. */
export const measureCheck = async (
  path: string,
  dataDir: string,
  options: Partial<CheckOptions> = {},
): Promise<CheckMeasured> => measureIn(await startEngine(dataDir, [path]), path, options);

/** Where it is dropped on a window. */
export const measureDrop = async (path: string, dataDir: string): Promise<CheckMeasured> =>
  measureIn(await startEngineOfWindow(dataDir), path, {});
