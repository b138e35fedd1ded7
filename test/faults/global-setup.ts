/** Builds what the fault tests kill: the engine with its fault points. The release is there already. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export const setup = async (): Promise<void> => {
  const build = ['scripts/build.mjs', '--fault-points', '--if-needed'];
  await promisify(execFile)(process.execPath, build);
};
