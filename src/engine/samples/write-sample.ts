/** Writes a sample to a file, whole or not at all, or to a stream such as standard output. */
import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { errorCodeOf } from '#contract/error-code.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import { createFileWriter, type WriteFailure } from '../csv/writer.ts';
import { sampleBlocks } from './sample-blocks.ts';

export type SampleOrder = { readonly rows: number; readonly seed: number };
export type WrittenSample = { readonly rows: number; readonly bytes: number };

export type WriteContext = {
  readonly signal: AbortSignal;
  readonly progress: (progress: ByteProgress) => void;
};

type WriteCode = WriteFailure | 'out-not-empty' | 'cancelled';

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
      // Lets a cancellation arrive: a file or a device takes every block without a wait.
      await setImmediate();
    }
  } catch (error) {
    if (errorCodeOf(error) === 'ENOSPC') return fail('disk-full', { name: 'stdout' });
    const isClosed = ['EPIPE', 'ERR_STREAM_DESTROYED'].includes(errorCodeOf(error));
    if (!isClosed) return fail('out-failed', { name: 'stdout', reason: errorCodeOf(error) });
  } finally {
    stream.off('error', ignore);
  }
  return succeed({ rows: order.rows, bytes });
};

const isFolder = async (path: string): Promise<boolean> => {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
};

/** Why nothing may be written at `path`; null where it may. */
const obstacle = async (path: string) => {
  const name = basename(path);
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > 0) return fail('out-not-empty', { name });
  } catch (error) {
    if (!(await isFolder(dirname(path)))) {
      return fail('out-parent-missing', { name: basename(dirname(path)) });
    }
    if (errorCodeOf(error) !== 'ENOENT')
      return fail('out-failed', { name, reason: errorCodeOf(error) });
  }
  return null;
};

/** Writes to a new or empty file, under another name until it is complete. */
export const writeSampleToFile = async (
  order: SampleOrder,
  givenPath: string,
  { signal, progress }: WriteContext,
): Promise<Result<WrittenSample, WriteCode>> => {
  const path = resolve(givenPath);
  const stopped = await obstacle(path);
  if (stopped !== null) return stopped;
  const created = createFileWriter(path);
  if (!created.ok) return created;
  const writer = created.value;
  for (const block of sampleBlocks(order.rows, order.seed)) {
    if (signal.aborted) {
      writer.abort();
      return fail('cancelled');
    }
    writer.writeBytes(block);
    const failure = writer.failure();
    if (failure !== null) return { ok: false, error: failure };
    progress(report(order, writer.bytes()));
    // Lets a cancellation arrive: the writer itself never waits.
    await setImmediate();
  }
  const finished = writer.finish();
  return finished.ok ? succeed({ rows: order.rows, bytes: finished.value.bytes }) : finished;
};
