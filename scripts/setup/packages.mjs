// The npm packages: installed exactly as package-lock.json says, and only when they are not.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { Obstacle, projectDir, projectNode, run, say } from './run.mjs';

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>} the
 *   packages of a lock file by their folder; none where it can't be read
 */
const packagesIn = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch {
    return {};
  }
};

/** Whether node_modules holds what package-lock.json names, by npm's own record of what it did. */
const isInstalled = () => {
  if (!existsSync(projectNode)) return false;
  const installed = packagesIn(join(projectDir, 'node_modules/.package-lock.json'));
  const wanted = Object.entries(packagesIn(join(projectDir, 'package-lock.json')));
  return wanted.every(([folder, { version, integrity, optional }]) => {
    // Optional packages are for one system each; the empty name is the project itself.
    if (folder === '' || optional) return true;
    const found = installed[folder];
    return found?.version === version && found?.integrity === integrity;
  });
};

/** How npm is called: as the script that started us, so that it is the same npm, or by its name. */
const npm = () => {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return { program: process.execPath, args: [script] };
  if (process.platform !== 'win32') return { program: 'npm', args: [] };
  // Windows runs no npm.cmd without a shell; Node's installer puts npm beside node.exe.
  const besideNode = join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js');
  return { program: process.execPath, args: [besideNode] };
};

/** Installs the packages when package-lock.json and node_modules differ. */
export const installPackages = async () => {
  if (isInstalled()) return;
  say('installing the npm packages (a minute or two the first time)…');
  const { program, args } = npm();
  // `npm ci` empties node_modules first; Windows can't delete the node.exe that runs this script.
  const keepsFiles = process.platform === 'win32' && existsSync(projectNode);
  const { exitCode, output } = await run(program, [
    ...args,
    keepsFiles ? 'install' : 'ci',
    '--no-audit',
    '--no-fund',
    // A silent `npm test` hands its silence down, but a failure has to say why.
    '--loglevel=error',
  ]);
  if (exitCode !== 0) throw new Obstacle(`npm could not install the packages:\n${output}`);
  if (!existsSync(projectNode))
    throw new Obstacle(
      'Node 24 did not arrive with the packages. It comes by an install script: allow it with\n' +
        '  npm config set ignore-scripts false\nand run the command again.',
    );
};
