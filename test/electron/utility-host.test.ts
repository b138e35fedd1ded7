import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { beforeAll, expect, test } from 'vitest';
import { electronFor } from '../../scripts/electron.mjs';
import { hostCaseNames } from '../conformance/host-suite.ts';

const conformance = (name: string): string =>
  fileURLToPath(new URL(`../conformance/${name}.ts`, import.meta.url));

/** The same folder each time: the old Electron gets a place of its own for each app. */
const appDir = fileURLToPath(new URL('../../test-output/hosts-app', import.meta.url));

/** An app of its own: the suite in main, the echo engine as a `utilityProcess`. */
beforeAll(async () => {
  await mkdir(appDir, { recursive: true });
  const manifest = { name: 'hosts', version: '0.0.0', main: 'hosts-main.cjs' };
  await writeFile(join(appDir, 'package.json'), JSON.stringify(manifest));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: true,
      target: 'node18',
      outDir: appDir,
      emptyOutDir: false,
      rolldownOptions: {
        input: {
          'hosts-main': conformance('hosts-main'),
          'echo-process': conformance('echo-process'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' },
      },
    },
  });
});

test('the engine in Electron’s utilityProcess does what every host must do', async () => {
  const { executablePath, args } = electronFor(appDir);
  const child = spawn(executablePath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  const results: unknown[] = output
    .split('\n')
    .filter((line) => line.startsWith('{"case"'))
    .map((line): unknown => JSON.parse(line));
  expect(results).toEqual(hostCaseNames.map((name) => ({ case: name, failure: null })));
});
