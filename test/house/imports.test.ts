/**
 * Who may import whom, held by the real linter: a small tree in which every room imports every
 * other, and the rules that it breaks.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const linter = join(projectDir, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
const configuration = join(projectDir, '.dependency-cruiser.cjs');

const report = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(
      z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) }),
    ),
  }),
});

const rooms = ['contract', 'engine', 'shell', 'main', 'preload', 'renderer', 'cli'];

const allowed = new Set([
  'engine → contract',
  'shell → contract',
  'main → contract',
  'main → shell',
  'preload → contract',
  'renderer → contract',
  'cli → contract',
  'cli → shell',
]);

/** Files of the small tree, and the line that each consists of. */
const files = new Map<string, string>();

const importing = (from: string, to: string): void => {
  files.set(from, `import '${to}';\n`);
};

for (const from of rooms) {
  files.set(`src/${from}/place.ts`, 'export {};\n');
  for (const to of rooms)
    if (from !== to) importing(`src/${from}/uses-${to}.ts`, `#${to}/place.ts`);
}
for (const folder of ['csv', 'checks', 'destinations', 'delivery', 'store', 'reports'])
  files.set(`src/engine/${folder}/place.ts`, 'export {};\n');
importing('src/engine/csv/uses-destinations.ts', '#engine/destinations/place.ts');
importing('src/engine/csv/uses-checks.ts', '../checks/place.ts');
importing('src/engine/checks/uses-csv.ts', '#engine/csv/place.ts');
importing('src/engine/destinations/uses-delivery.ts', '#engine/delivery/place.ts');
importing('src/engine/delivery/uses-destinations.ts', '#engine/destinations/place.ts');
importing('src/contract/uses-node.ts', 'node:fs');
importing('src/contract/uses-zod.ts', 'zod');
importing('src/contract/uses-sql.ts', 'better-sqlite3');
importing('src/renderer/uses-node.ts', 'node:path');
importing('src/engine/checks/uses-sql.ts', 'better-sqlite3');
importing('src/engine/reports/queries.ts', 'better-sqlite3');
importing('src/engine/store/uses-sql.ts', 'better-sqlite3');
importing('src/engine/uses-electron.ts', 'electron');
importing('src/engine/uses-keytar.ts', 'keytar');
importing('src/engine/uses-tests.ts', '../../test/place.ts');
importing('src/main/uses-electron.ts', 'electron');
importing('src/main/uses-react.ts', 'react');
importing('src/renderer/uses-react.ts', 'react');
importing('src/cli/uses-nothing-there.ts', './nothing-there.ts');
importing('src/cli/circle-one.ts', './circle-two.ts');
importing('src/cli/circle-two.ts', './circle-one.ts');
files.set('test/place.ts', 'export {};\n');

let treeDir: string;

beforeAll(async () => {
  treeDir = await mkdtemp(join(tmpdir(), 'dropline-imports-'));
  const imports = Object.fromEntries(rooms.map((room) => [`#${room}/*`, `./src/${room}/*`]));
  files.set('package.json', JSON.stringify({ type: 'module', imports }));
  for (const name of ['zod', 'better-sqlite3', 'electron', 'keytar', 'react']) {
    files.set(`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    files.set(`node_modules/${name}/index.js`, 'module.exports = {};\n');
  }
  for (const [path, text] of files) {
    await mkdir(dirname(join(treeDir, path)), { recursive: true });
    await writeFile(join(treeDir, path), text);
  }
});

afterAll(() => rm(treeDir, { recursive: true, force: true }));

const cruise = (): Promise<z.infer<typeof report>> =>
  new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [linter, '--config', configuration, '--output-type', 'json', 'src'],
      { cwd: treeDir, maxBuffer: 64 * 2 ** 20 },
      // The linter's exit code counts the violations: only an answer that can't be read is an error.
      (_error, stdout, stderr) => {
        try {
          resolve(report.parse(JSON.parse(stdout)));
        } catch {
          reject(new Error(stderr));
        }
      },
    );
  });

test('every forbidden import fails, and no other', async () => {
  const { summary } = await cruise();
  const violations = summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`).sort();
  const betweenRooms = rooms.flatMap((from) =>
    rooms
      .filter((to) => from !== to && !allowed.has(`${from} → ${to}`))
      .map((to) => `src/${from}/uses-${to}.ts: ${from}-imports-only-its-own`),
  );
  expect(violations).toEqual(
    [
      ...betweenRooms,
      'src/cli/circle-one.ts: no-circle',
      'src/cli/uses-nothing-there.ts: everything-resolves',
      'src/contract/uses-node.ts: contract-runs-anywhere',
      'src/contract/uses-sql.ts: contract-runs-anywhere',
      'src/contract/uses-sql.ts: only-the-store-opens-databases',
      'src/engine/checks/uses-sql.ts: only-the-store-opens-databases',
      'src/engine/csv/uses-checks.ts: csv-knows-only-lists',
      'src/engine/csv/uses-destinations.ts: csv-knows-only-lists',
      'src/engine/destinations/uses-delivery.ts: destinations-know-no-delivery',
      'src/engine/uses-electron.ts: electron-is-the-shells',
      'src/engine/uses-keytar.ts: keychain-is-the-hosts',
      'src/engine/uses-tests.ts: engine-imports-only-its-own',
      'src/main/uses-react.ts: pictures-are-the-renderers',
      'src/renderer/uses-node.ts: renderer-has-no-node',
    ].sort(),
  );
});
