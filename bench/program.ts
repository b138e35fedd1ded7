/**
 * Programs that are measured, each in a process of its own. A program tells what it found as its last
 * line; memory is what the operating system says that the process had at most.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export type Measured = {
  /** From the first byte that is read to the answer; starting the process is not in it. */
  readonly ms: number;
  readonly peakBytes: number;
};

const runFile = promisify(execFile);

/** Runs a program of `programs/` in a fresh process. */
export const runProgram = async (name: string, args: readonly string[]): Promise<Measured> => {
  const path = fileURLToPath(new URL(`./programs/${name}.ts`, import.meta.url));
  const { stdout } = await runFile(process.execPath, ['--max-old-space-size=8192', path, ...args], {
    maxBuffer: 1 << 20,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured;
};

/** For a program: does the work and tells what it took. */
export const measureWork = async (work: () => unknown): Promise<void> => {
  const startedMs = performance.now();
  await work();
  const ms = performance.now() - startedMs;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(`${JSON.stringify({ ms, peakBytes } satisfies Measured)}\n`);
};

/** Reads a file and hashes it: the floor under every check, since it can't be split. */
export const hashFile = (path: string): string => {
  const fd = openSync(path, 'r');
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (let bytes = readSync(fd, buffer); bytes > 0; bytes = readSync(fd, buffer)) {
    hash.update(buffer.subarray(0, bytes));
  }
  closeSync(fd);
  return hash.digest('hex');
};
