/** The table of fault cases (docs/faults.md) and the tests that it names, held against each other. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(projectDir, path), 'utf8');

/** IDs of cases in a text. */
const idsIn = (text: string): string[] => [...new Set(text.match(/\bF-[A-Z]\d+\b/g))];

const rows = read('docs/faults.md')
  .split('\n')
  .filter((line) => line.startsWith('| F-'))
  .map((line) => ({
    id: /F-[A-Z]\d+/.exec(line)?.[0] ?? '',
    files: [...line.matchAll(/`(test\/[^`]+\.test\.ts)`/g)].map(([, path = '']) => path),
  }));

test('each case names tests, and each of them names the case', () => {
  const wrong = rows.flatMap(({ id, files }) => [
    ...(files.length === 0 ? [`${id} has no test`] : []),
    ...files
      .filter((path) => !existsSync(join(projectDir, path)) || !idsIn(read(path)).includes(id))
      .map((path) => `${path} does not test ${id}`),
  ]);
  expect(wrong).toEqual([]);
});

test('each case that a test names is in the table, once', () => {
  const dirs = ['test/faults', 'test/faults-long'];
  const tested = dirs.flatMap((dir) =>
    readdirSync(join(projectDir, dir))
      .filter((name) => name.endsWith('.test.ts'))
      .flatMap((name) => idsIn(read(`${dir}/${name}`))),
  );
  const known = rows.map(({ id }) => id);
  expect(known).toEqual([...new Set(known)]);
  expect([...new Set(tested)].filter((id) => !known.includes(id))).toEqual([]);
});
