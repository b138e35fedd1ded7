/** The lists that are measured: made once, in a folder of the run's own, and removed with it. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { builtFile } from './engine.ts';

export type Lists = {
  /** The folder of everything that is made. */
  readonly dir: string;
  /** What `dropline sample` writes. */
  readonly sample: (rows: number) => Promise<string>;
  /** A file of this name, which is made where it is not there yet. */
  readonly file: (name: string, make: (path: string) => Promise<void> | void) => Promise<string>;
  readonly remove: () => Promise<void>;
};

const runFile = promisify(execFile);

export const createLists = async (): Promise<Lists> => {
  const dir = await mkdtemp(join(tmpdir(), 'dropline-bench-'));
  const file: Lists['file'] = async (name, make) => {
    const path = join(dir, name);
    if (!existsSync(path)) await make(path);
    return path;
  };
  return {
    dir,
    file,
    sample: (rows) =>
      file(`sample-${rows}.csv`, async (path) => {
        const args = ['sample', '--rows', String(rows), '--seed', '1', '--out', path];
        await runFile(process.execPath, [builtFile('cli/dropline.js'), ...args]);
      }),
    remove: () => rm(dir, { recursive: true, force: true }),
  };
};
