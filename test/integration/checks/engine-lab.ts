/** An engine with its real worker threads in the test's process, and lists too large to write down. */
import { mkdtemp, rm } from 'node:fs/promises';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, type Result } from '#contract/result.ts';
import { checkOptions, type CheckProgress } from '#contract/schemas/check.ts';
import { createEngine } from '#engine/index.ts';

export const answered = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

export const header = 'line_user_id,user_id\n';

/** A LINE ID that LINE can have issued, one for each number. */
export const lineId = (number: number): string =>
  `U${(BigInt(number + 1) * 0x9e3779b97f4a7c15f39cc0605cedc835n)
    .toString(16)
    .slice(-32)
    .padStart(32, '7')}`;

export type Watching = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: CheckProgress) => void;
};

export const openEngineLab = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'dropline-large-'));
  const { handlers, close } = createEngine({
    dataDir: join(dir, 'data'),
    maxRetryMs: 1000,
    readSecret: async () => fail('credentials-missing'),
    clock: () => new Date(0),
    onNotice: () => undefined,
  });
  const quiet = { signal: new AbortController().signal, progress: () => undefined };
  const path = (name: string) => join(dir, name);
  const open = async (name: string) =>
    answered(await handlers.files.open({ path: path(name) }, quiet)).fileId;
  return {
    ...{ handlers, quiet, path, open },
    /** Writes pieces of text one after another. */
    write: (name: string, pieces: Iterable<string | Uint8Array>) => {
      const fd = openSync(path(name), 'w');
      try {
        for (const piece of pieces)
          writeSync(fd, typeof piece === 'string' ? Buffer.from(piece) : piece);
      } finally {
        closeSync(fd);
      }
    },
    /** A believable list with planted faults. */
    writeSample: async (name: string, rows: number) =>
      answered(await handlers.samples.write({ rows, seed: 7, path: path(name) }, quiet)),
    check: (fileId: string, { signal, onProgress }: Watching = {}) =>
      handlers.checks.run(
        { fileId, options: checkOptions.parse({}) },
        { signal: signal ?? quiet.signal, progress: onProgress ?? quiet.progress },
      ),
    read: (name: string) => readFileSync(path(name)),
    close: async () => {
      await close();
      await rm(dir, { recursive: true });
    },
  };
};

export type EngineLab = Awaited<ReturnType<typeof openEngineLab>>;

/** Rows in pieces of some hundred kilobytes. */
export function* inPieces(rows: number, row: (at: number) => string): Generator<string> {
  yield header;
  const step = 10_000;
  for (let from = 0; from < rows; from += step) {
    const length = Math.min(step, rows - from);
    yield Array.from({ length }, (_, at) => `${row(from + at)}\n`).join('');
  }
}

/** The median of the times that some works take, run in turn, in milliseconds. */
export const medianTimes = async (
  rounds: number,
  works: readonly (() => Promise<unknown>)[],
): Promise<number[]> => {
  const times: number[][] = works.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [at, work] of works.entries()) {
      const startedMs = performance.now();
      await work();
      times[at]?.push(performance.now() - startedMs);
    }
  }
  return times.map((all) => all.sort((a, b) => a - b)[all.length >>> 1] ?? Number.NaN);
};
