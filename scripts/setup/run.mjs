// Running other programs, and saying what happens in short, calm lines.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const projectDir = fileURLToPath(new URL('../..', import.meta.url));

/** The Node 24 that came with the packages; what runs before them has the system's Node. */
export const projectNode = join(
  projectDir,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** An obstacle that a person can remove. Its message says how; it needs no stack. */
export class Obstacle extends Error {}

/** @param {string} line */
export const say = (line) => console.log(`dropline: ${line}`);

/**
 * Whether a program of this name stands in a folder of PATH, or in one of Debian's for root.
 * @param {string} name
 */
export const isOnPath = (name) =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some(
    (folder) => folder !== '' && existsSync(join(folder, name)),
  );

/**
 * Whether a command runs and succeeds. Its output is dropped.
 * @param {string} program
 * @param {readonly string[]} args
 */
export const succeeds = (program, args) =>
  spawnSync(program, args, { stdio: 'ignore' }).status === 0;

/**
 * Runs a command without input and waits for its end.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, limitMs?: number, show?: boolean }} [options] `show`: its
 *   output goes through to the terminal; else it is only returned. After `limitMs` it is ended.
 * @returns {Promise<{ exitCode: number, output: string }>} the exit code is -1 where there was none
 */
export const run = (program, args, { env = process.env, limitMs, show = false } = {}) =>
  new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: projectDir,
      env,
      timeout: limitMs,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    /** @type {Buffer[]} */
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    const text = () => Buffer.concat(chunks).toString('utf8');
    child.on('error', (error) => resolve({ exitCode: -1, output: `${text()}${error.message}\n` }));
    child.on('close', (code) => resolve({ exitCode: code ?? -1, output: text() }));
  });
