/** What an engine is told to expect, from the arguments of a command. */
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SMALL_LIST_BYTES } from '#engine/checks/run-check.ts';
import { expectedList } from '#shell/expected-list.ts';

let dir = '';
const at = (name: string) => join(dir, name);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dropline-expected-'));
  await writeFile(at('small.csv'), 'line_user_id\n');
  await writeFile(at('below.csv'), '');
  await truncate(at('below.csv'), SMALL_LIST_BYTES - 1);
  await writeFile(at('large.csv'), '');
  await truncate(at('large.csv'), SMALL_LIST_BYTES);
});
afterAll(() => rm(dir, { recursive: true }));

it.each([
  ['nothing without files', ['profiles', 'list', '--json'], null],
  ['nothing of a folder, or of what is not there', ['deliver', '', 'gone.csv'], null],
  ['a small list', ['check', 'small.csv', '--json'], 'small-list'],
  ['a list below the bound', ['check', 'below.csv'], 'small-list'],
  ['a list at the bound, which the engine calls large, too', ['check', 'large.csv'], 'large-list'],
  ['the largest of several', ['check', 'small.csv', 'large.csv', 'below.csv'], 'large-list'],
])('expects %s', (_what, args, expected) => {
  expect(
    expectedList(args.map((arg) => (arg.endsWith('.csv') || arg === '' ? at(arg) : arg))),
  ).toBe(expected);
});
