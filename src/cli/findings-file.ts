/**
 * Where `check --findings` may write: to a new file, or over findings of an earlier run, as a pipeline
 * makes them night after night. It is found out before the check, which can take long.
 */
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { errorCodeOf, isDenied } from '#contract/error-code.ts';
import { fail, type Result, succeed } from '#contract/result.ts';

/** The byte order mark and the header of a findings file (cli.md). */
const beginning = Buffer.from('\ufefffile,line,rule,severity,column,value,explanation');

type Code = 'out-not-empty' | 'out-parent-missing' | 'out-read-only' | 'out-failed';

const failureOf = (error: unknown, name: string): Result<never, Code> => {
  const reason = errorCodeOf(error);
  if (reason === '') throw error;
  if (['ENOENT', 'ENOTDIR'].includes(reason)) return fail('out-parent-missing', { name, reason });
  return fail(isDenied(reason) ? 'out-read-only' : 'out-failed', { name, reason });
};

/** What is at the path; null where nothing is. */
const statusOf = (path: string): Stats | null => {
  try {
    return statSync(path);
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return null;
    throw error;
  }
};

const isEmptyOrFindings = (path: string): boolean => {
  const found = Buffer.alloc(beginning.length);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, found);
    return length === 0 || found.equals(beginning);
  } finally {
    closeSync(file);
  }
};

/** Why no findings can be written to the path, if that can be known beforehand. */
export const mayBecomeFindings = (path: string): Result<null, Code> => {
  const name = basename(path);
  try {
    const there = statusOf(path);
    // Opening a pipe would wait for somebody to write into it.
    if (there?.isDirectory()) return fail('out-not-empty', { name, reason: 'folder' });
    if (there?.isFile() === false) return fail('out-not-empty', { name, reason: 'not-regular' });
    if (there !== null && !isEmptyOrFindings(path)) return fail('out-not-empty', { name });
    // They are written beside it, and take its place when they are complete.
    accessSync(dirname(path), constants.W_OK);
    return succeed(null);
  } catch (error) {
    return failureOf(error, name);
  }
};
