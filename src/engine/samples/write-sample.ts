/** Writes a sample to a file, whole or not at all, or to a stream such as standard output. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import { sampleBlocks } from './sample-blocks.ts';

export type SampleOrder = { readonly rows: number; readonly seed: number };
export type WrittenSample = { readonly rows: number; readonly bytes: number };

export type WriteContext = {
  readonly signal: AbortSignal;
  readonly progress: (progress: ByteProgress) => void;
};

type WriteCode =
  | 'out-not-empty'
  | 'out-parent-missing'
  | 'out-read-only'
  | 'out-failed'
  | 'disk-full'
  | 'cancelled';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** Told before the first record is made; the real size differs by less than one in a thousand. */
const typicalRecordBytes = 51.4;

const report = (order: SampleOrder, doneBytes: number): ByteProgress => {
  const totalBytes = Math.round(order.rows * typicalRecordBytes);
  return { stage: 'writing', doneBytes: Math.min(doneBytes, totalBytes), totalBytes };
};

/** Writes to a stream. A reader that has gone away, like `head`, ends it without a failure. */
export const writeSampleToStream = async (
  order: SampleOrder,
  stream: Writable,
  { signal, progress }: WriteContext,
): Promise<Result<WrittenSample, WriteCode>> => {
  // Each write tells of its own failure; without a listener the stream would throw it once more.
  const ignore = () => undefined;
  stream.on('error', ignore);
  let bytes = 0;
  try {
    for (const block of sampleBlocks(order.rows, order.seed)) {
      if (signal.aborted) return fail('cancelled');
      await new Promise<void>((resolve, reject) => {
        stream.write(block, (error) => (error ? reject(error) : resolve()));
      });
      bytes += block.length;
      progress(report(order, bytes));
    }
  } catch (error) {
    if (codeOf(error) === 'ENOSPC') return fail('disk-full', { name: 'stdout' });
    const isClosed = ['EPIPE', 'ERR_STREAM_DESTROYED'].includes(codeOf(error));
    if (!isClosed) return fail('out-failed', { name: 'stdout', reason: codeOf(error) });
  } finally {
    stream.off('error', ignore);
  }
  return succeed({ rows: order.rows, bytes });
};

/** Why nothing may be written at `path`; null where it may. */
const obstacle = async (path: string) => {
  const name = basename(path);
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > 0) return fail('out-not-empty', { name });
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR')
      return fail('out-parent-missing', { name: basename(dirname(path)) });
  }
  return null;
};

const failureOf = (error: unknown, path: string) => {
  const name = basename(path);
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return fail('out-parent-missing', { name: basename(dirname(path)) });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail('out-read-only', { name });
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('disk-full', { name });
    default:
      return fail('out-failed', { name, reason: codeOf(error) });
  }
};

const writeAll = async (
  order: SampleOrder,
  file: FileHandle,
  { signal, progress }: WriteContext,
): Promise<number | null> => {
  let bytes = 0;
  for (const block of sampleBlocks(order.rows, order.seed)) {
    if (signal.aborted) return null;
    await file.writeFile(block);
    bytes += block.length;
    progress(report(order, bytes));
  }
  await file.sync();
  return bytes;
};

/** Writes to a new or empty file, under another name until it is complete. */
export const writeSampleToFile = async (
  order: SampleOrder,
  givenPath: string,
  context: WriteContext,
): Promise<Result<WrittenSample, WriteCode>> => {
  const path = resolve(givenPath);
  const stopped = await obstacle(path);
  if (stopped !== null) return stopped;
  const temporaryName = `.${basename(path)}.${randomBytes(6).toString('hex')}.part`;
  const temporary = join(dirname(path), temporaryName);
  try {
    const file = await open(temporary, 'wx', 0o600);
    let bytes: number | null;
    try {
      bytes = await writeAll(order, file, context);
    } finally {
      await file.close();
    }
    if (bytes === null) {
      await rm(temporary, { force: true });
      return fail('cancelled');
    }
    await rename(temporary, path);
    return succeed({ rows: order.rows, bytes });
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    return failureOf(error, path);
  }
};
