// The list that the window's “Try with sample data” opens, where it is or written now.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { dataDir } from '../src/shell/data-dir.ts';
import { sampleList } from '../src/shell/sample-list.ts';
import { projectDir } from './setup/run.mjs';

/**
 * Answers its path. Rejects where it can't be written.
 * @returns {Promise<string>}
 */
export const pathOfSample = async () => {
  const { name, rows, seed } = sampleList;
  const path = join(dataDir(), name);
  if (existsSync(path)) return path;
  mkdirSync(dataDir(), { recursive: true, mode: 0o700 });
  const program = join(projectDir, 'out/cli/dropline.js');
  const size = ['--rows', String(rows), '--seed', String(seed)];
  await promisify(execFile)(process.execPath, [program, 'sample', ...size, '--out', path]);
  return path;
};
