// What `npm test` consists of: the checks, then the suites, fastest first.
import { join } from 'node:path';
import process from 'node:process';
import { projectDir, projectNode } from '../setup/run.mjs';

/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {'check' | 'suite'} kind a check counts as one test, a suite as many
 * @property {readonly string[]} command
 * @property {boolean} [display] needs a display, and a session with a keychain
 * @property {boolean} [keychain] needs a session with a keychain
 * @property {boolean} [linuxOnly] skipped on other systems
 */

/** @param {string} path */
const tool = (path) => join(projectDir, 'node_modules', path);

/**
 * @param {string} name
 * @param {readonly string[]} command run by the project's Node
 * @returns {Stage}
 */
const check = (name, command) => ({ name, kind: 'check', command: [projectNode, ...command] });

/**
 * @param {string} name of the Vitest project
 * @param {Partial<Stage>} [needs]
 * @returns {Stage}
 */
const suite = (name, needs = {}) => ({
  name,
  kind: 'suite',
  command: [projectNode, tool('vitest/vitest.mjs'), 'run', '--project', name],
  ...needs,
});

const biome = tool('@biomejs/biome/bin/biome');

/** @type {readonly Stage[]} */
export const stages = [
  // The longest check, beside all others.
  check('typed lint', [
    tool('eslint/bin/eslint.js'),
    '--max-warnings',
    '0',
    'src',
    'test',
    'bench',
  ]),
  check('format', [biome, 'format', '.']),
  check('lint', [biome, 'lint', '--error-on-warnings', '.']),
  check('imports', [
    tool('dependency-cruiser/bin/dependency-cruiser.mjs'),
    ...['--config', '.dependency-cruiser.cjs', 'src'],
  ]),
  check('types', ['scripts/types.mjs']),
  check('build', ['scripts/build.mjs', '--if-needed']),
  suite('unit'),
  suite('integration'),
  suite('keychain', { keychain: true }),
  suite('radosgw', { linuxOnly: true }),
  suite('faults', { linuxOnly: true }),
  suite('electron', { display: true }),
];

/**
 * Whether a stage can't run on this system at all.
 * @param {Stage} stage
 */
export const isSkipped = ({ linuxOnly = false }) => linuxOnly && process.platform !== 'linux';
