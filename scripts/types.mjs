// Checks the types of every runtime, each with its own tsconfig, so that none uses what it has not.
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { projectDir, projectNode, run } from './setup/run.mjs';

const projects = [
  ...readdirSync(join(projectDir, 'src')).map((room) => `src/${room}`),
  'test',
  'bench',
  'scripts',
].filter((folder) => existsSync(join(projectDir, folder, 'tsconfig.json')));

const compiler = join(projectDir, 'node_modules/@typescript/native/bin/tsc');

const check = async (/** @type {string} */ project) => {
  const { exitCode, output } = await run(projectNode, [compiler, '-p', project]);
  if (exitCode === 0) return;
  console.error(`${project}:\n${output}`);
  process.exitCode = 1;
};

const waiting = [...projects];
const work = async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await check(next);
};
await Promise.all(Array.from({ length: availableParallelism() }, work));
