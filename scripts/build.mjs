// Builds out/: the engine and its worker, the command line, and the window once it is there.
//
//   node scripts/build.mjs             always
//   node scripts/build.mjs --if-needed only where the sources changed since the last build
//   node scripts/build.mjs --fault-points  the engine and the command line for the fault tests, into
//                                          test-output/faults/: see src/engine/fault-points.ts
//
// Native modules stay outside; everything else is bundled, so that what is installed is small and
// starts fast. The sources are kept readable: errors from a user's machine must be.
import { chmodSync, existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { main as compile } from 'assemblyscript/asc';
import { build } from 'vite';
import { stampOf } from './setup/build-stamp.mjs';
import { projectDir } from './setup/run.mjs';

const native = ['better-sqlite3', 'keytar'];

const withFaultPoints = process.argv.includes('--fault-points');
/** A release never has fault points: they are built elsewhere, and only when they are asked for. */
const outFolder = withFaultPoints ? 'test-output/faults' : 'out';

/**
 * A program that runs under Node.
 * @param {string} outDir
 * @param {Record<string, string>} input
 * @param {import('vite').Rolldown.OutputOptions} output
 * @param {boolean} emptyOutDir
 */
const buildForNode = (outDir, input, output, emptyOutDir = true) =>
  build({
    configFile: false,
    root: projectDir,
    logLevel: 'warn',
    ssr: { target: 'node', noExternal: true, external: native },
    define: { DROPLINE_FAULT_POINTS: String(withFaultPoints) },
    build: {
      ssr: true,
      target: 'node20',
      outDir: join(outFolder, outDir),
      emptyOutDir,
      sourcemap: true,
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: { input, output: { format: 'esm', entryFileNames: '[name].js', ...output } },
    },
  });

/** The code of each thread that has one task only, by the file that it is started from. */
const threads = {
  'scan-worker': 'src/engine/checks/scanner/scan-worker.ts',
  'parts-worker': 'src/engine/batches/parts-worker.ts',
  'source-hash-worker': 'src/engine/batches/source-hash-worker.ts',
  'piece-md5s-worker': 'src/engine/batches/piece-md5s-worker.ts',
  'look-up-worker': 'src/engine/cache/look-up-worker.ts',
};

const buildEngine = async () => {
  // Beside the entries: code in a chunk finds the threads by its own place, too.
  const chunks = { chunkFileNames: '[name]-[hash].js' };
  await buildForNode('engine', { index: 'src/engine/start.ts' }, chunks);
  // What all wait for is one file beside a worker's entry, which is small; each other job has its own.
  const ofJobs = {
    chunkFileNames: 'job-[name]-[hash].js',
    codeSplitting: {
      groups: [
        { name: 'threads', test: /scanner.threads|ready-threads/, priority: 1 },
        { name: 'check', test: /checks.(check-job|prepare-check|rehearse-check)/ },
      ],
    },
  };
  await buildForNode('engine', { worker: 'src/engine/jobs/worker.ts' }, ofJobs, false);
  // A thread is started in the middle of a job, and each file more is a millisecond and a half.
  const oneFile = { codeSplitting: false };
  for (const [name, path] of Object.entries(threads)) {
    await buildForNode('engine', { [name]: path }, oneFile, false);
  }
};

/**
 * A module from AssemblyScript.
 * @param {string} folder
 * @param {string} file
 * @param {readonly string[]} memory
 */
const buildModule = async (folder, file, memory) => {
  const { error, stderr } = await compile(
    [
      'index.ts',
      ...['--baseDir', folder],
      ...['--outFile', join(projectDir, outFolder, 'engine', file)],
      ...['--runtime', 'stub', '-O3', '--noAssert', '--enable', 'simd', ...memory],
      // Vectors go from function to function within a module only.
      ...['--disableWarning', '112'],
    ],
    {},
  );
  if (error !== null) throw new Error(`${file} did not compile:\n${stderr.toString()}`);
};

const buildModules = async () => {
  // The scanner's memory is given by the host, and shared between its threads.
  await buildModule('src/engine/checks/scanner/assembly', 'scanner.wasm', [
    ...['--enable', 'threads', '--importMemory', '--sharedMemory'],
    ...['--initialMemory', '64', '--maximumMemory', '65536'],
  ]);
  await buildModule('src/engine/csv/decoding/assembly', 'decoding.wasm', [
    ...['--initialMemory', '12', '--maximumMemory', '12'],
  ]);
};

/** The list that threads rehearse a check with: large enough that its code comes to be compiled. */
const writeRehearsal = async () => {
  const { sampleBlocks } = await import('../src/engine/samples/sample-blocks.ts');
  const path = join(projectDir, outFolder, 'engine/rehearsal.csv');
  await writeFile(path, sampleBlocks(8000, 1));
};

const buildCommandLine = async () => {
  await buildForNode(
    'cli',
    { dropline: 'src/cli/main.ts' },
    { banner: '#!/usr/bin/env node', chunkFileNames: '[name].js' },
  );
  chmodSync(join(projectDir, outFolder, 'cli/dropline.js'), 0o755);
};

const buildWindow = async () => {
  if (!existsSync(join(projectDir, 'src/main/index.ts'))) return;
  const electronVite = await import('electron-vite');
  await electronVite.build({ root: projectDir, logLevel: 'warn' });
};

const stamp = stampOf(outFolder);
if (!process.argv.includes('--if-needed') || !stamp.isBuilt()) {
  process.env.NODE_ENV = 'production';
  const finish = stamp.begin();
  await buildEngine();
  await buildModules();
  await writeRehearsal();
  await buildCommandLine();
  if (!withFaultPoints) await buildWindow();
  finish();
}
