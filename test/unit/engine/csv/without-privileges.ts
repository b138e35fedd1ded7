/**
 * Runs a module in a Node process that file permissions hold for. Tests often run as root, who may
 * read and write everything; there the two capabilities behind that are dropped before Node starts.
 */
import { spawnSync } from 'node:child_process';

const DROP_CAPABILITIES = ['--bounding-set', '-dac_override,-dac_read_search', '--'];

/** What the module's source prints, as JSON. */
export const runWithoutPrivileges = (source: string): unknown => {
  const node = [process.execPath, '--input-type=module', '--eval', source];
  const isRoot = process.getuid?.() === 0;
  const [command = '', ...argv] = isRoot ? ['setpriv', ...DROP_CAPABILITIES, ...node] : node;
  const { stdout, stderr, status, error } = spawnSync(command, argv, { encoding: 'utf8' });
  if (error !== undefined || status !== 0) throw new Error(`the child failed: ${error ?? stderr}`);
  return JSON.parse(stdout);
};
