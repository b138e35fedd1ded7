/** Compiled code is run as it is found: the folder is ours alone, or it is not used. */
import { chmodSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CODE_CACHE, codeCacheIn } from '#shell/code-cache.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dropline-code-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

it('is made for the user alone, with the data folder', () => {
  const path = codeCacheIn(join(dir, 'data'));
  expect(path).toBe(join(dir, 'data', CODE_CACHE));
  expect(statSync(path ?? '').mode & 0o777).toBe(0o700);
});

it.runIf(process.platform !== 'win32')(
  'is not used where others can write, or through a link',
  () => {
    const path = codeCacheIn(dir);
    chmodSync(path ?? '', 0o777);
    expect(codeCacheIn(dir)).toBe(null);
    rmSync(path ?? '', { recursive: true });
    symlinkSync(tmpdir(), path ?? '');
    expect(codeCacheIn(dir)).toBe(null);
  },
);

it('is done without where there can be no folder', () => {
  writeFileSync(join(dir, 'data'), '');
  expect(codeCacheIn(join(dir, 'data'))).toBe(null);
});
