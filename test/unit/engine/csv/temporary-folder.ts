/** A folder for the files of one test file, and small files in it. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Removed after the last test of the file that asks for it. */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'dropline-csv-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Runs `use` with a descriptor of a file that holds `bytes`. */
export const withFile = <Value>(
  folder: string,
  bytes: Uint8Array,
  use: (fd: number) => Value,
): Value => {
  const path = join(folder, 'list.csv');
  writeFileSync(path, bytes);
  const fd = openSync(path, 'r');
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
};
