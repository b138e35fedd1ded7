/**
 * What `check --findings` may write over: findings of an earlier run, as a pipeline makes them night
 * after night, and nothing else that happens to have the name.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { fail, type Result, succeed } from '#contract/result.ts';

/** The byte order mark and the header of a findings file (cli.md). */
const beginning = Buffer.from('\ufefffile,line,rule,severity,column,value,explanation');

/**
 * `out-not-empty` where a file is at the path that is not empty and doesn't begin as findings do.
 * What can't be looked at is left to the writing, which says why.
 */
export const mayBecomeFindings = (path: string): Result<null, 'out-not-empty'> => {
  const found = Buffer.alloc(beginning.length);
  let length: number;
  try {
    const file = openSync(path, 'r');
    try {
      length = readSync(file, found);
    } finally {
      closeSync(file);
    }
  } catch {
    return succeed(null);
  }
  return length === 0 || found.equals(beginning)
    ? succeed(null)
    : fail('out-not-empty', { name: basename(path) });
};
