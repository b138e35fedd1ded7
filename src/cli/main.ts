/**
 * The command line's entry. Starting is most of what a short command takes, so the engine's process
 * comes first, and the command line loads while that one does.
 */
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isUnverified } from '#contract/unverified.ts';
import { codeCacheIn } from '#shell/code-cache.ts';
import { dataDir as dataDirOf } from '#shell/data-dir.ts';
import { forkEngine } from '#shell/fork-engine.ts';
import { expectedList } from '#shell/expected-list.ts';

/** The build puts the engine beside the command line. */
const enginePath = join(dirname(fileURLToPath(import.meta.url)), '../engine/index.js');

/** What is answered without an engine. */
const helpOptions = ['-h', '--help', '-V', '--version'];

const args = process.argv.slice(2);
const dataDir = dataDirOf();
const codeCacheDir = codeCacheIn(dataDir);

const start = () => {
  const settings = { dataDir, expects: expectedList(args) };
  return forkEngine({ enginePath, settings, codeCacheDir });
};

// Every command asks the engine for something; a command alone lacks what it is about.
const isWork = args.length > 1 && !args.some((arg) => helpOptions.includes(arg));
let started = isWork && !isUnverified(process.env) ? start() : null;

// The Node that runs the command line may be older than the one that runs the engine.
if (codeCacheDir !== null && 'enableCompileCache' in module)
  module.enableCompileCache(codeCacheDir);
const { runCommandLine } = await import('./command-line.ts');
process.exitCode = await runCommandLine({
  args,
  dataDir,
  startProcess: () => {
    const engine = started ?? start();
    started = null;
    return engine;
  },
});
// Wrong usage: nothing was asked.
await started?.stop();
