/** The engine as the command line runs it: the built one, in a process of its own. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

/** Starts an engine as the command line does, and waits until it answers; `lists` are those that the command names. */
export const startEngine = async (
  dataDir: string,
  lists: readonly string[] = [],
): Promise<BenchEngine> => {
  const codeCacheDir = codeCacheIn(dataDir);
  const settings = JSON.stringify({ dataDir, expects: expectedList(lists) });
  const child = fork(builtFile('engine/index.js'), [settings], {
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

export const answered = <Value>(result: Result<Value, Failure['code']>): Value => {
  if (result.ok) return result.value;
  throw new Error(`The engine answered ${result.error.code}.`);
};

export type CheckMeasured = Measured & { readonly report: CheckReport };

/** Checks a list in a fresh engine: from opening the file to the report. */
export const measureCheck = async (
  path: string,
  dataDir: string,
  options: Partial<CheckOptions> = {},
): Promise<CheckMeasured> => {
  const engine = await startEngine(dataDir, [path]);
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
