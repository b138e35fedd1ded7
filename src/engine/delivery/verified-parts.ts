/**
 * Holds every part of a batch against its manifest before the first request: what was altered is refused
 * before anybody hears of it. Sending holds the bytes against the seal again as it reads them.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { BatchPart, OpenedBatch } from '#contract/schemas/batch.ts';
import { readManifest } from '../batches/open.ts';
import type { SendablePart } from './targets/target.ts';

/** What is read at a time, while what was read before is hashed. */
const chunkBytes = 2 * 1024 * 1024;

export type VerifyCode =
  | 'batch-missing'
  | 'batch-altered'
  | 'file-permission'
  | 'file-read-failed'
  | 'cancelled';

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const readFailure = (error: unknown, dir: string, file: string) => {
  const reason = codeOf(error);
  if (reason === '') throw error;
  if (reason === 'ENOENT' || reason === 'ENOTDIR') {
    return fail('batch-missing', { name: basename(dir), file });
  }
  if (reason === 'EACCES' || reason === 'EPERM') return fail('file-permission', { name: file });
  return fail('file-read-failed', { name: file, reason });
};

/** Two buffers: one is read into while the other is hashed. */
type Chunks = readonly [Buffer, Buffer];

const verifyPart = async (
  file: FileHandle,
  part: BatchPart,
  path: string,
  chunks: Chunks,
  step: (bytes: number) => boolean,
): Promise<Result<SendablePart, VerifyCode>> => {
  const altered = (problem: string) => fail('batch-altered', { file: part.file, problem });
  const stats = await file.stat();
  if (!stats.isFile() || stats.size !== part.bytes) return altered('bytes');
  const sha256 = createHash('sha256');
  const readInto = (chunk: Buffer, position: number) =>
    file.read(chunk, 0, chunkBytes, position).then(({ bytesRead }) => chunk.subarray(0, bytesRead));
  let [reading, resting] = chunks;
  let doneBytes = 0;
  let read = await readInto(reading, 0);
  while (read.length > 0) {
    doneBytes += read.length;
    [reading, resting] = [resting, reading];
    const ahead = readInto(reading, doneBytes);
    sha256.update(read);
    const isStopped = step(read.length);
    read = await ahead;
    if (isStopped) return fail('cancelled');
  }
  if (doneBytes !== part.bytes) return altered('bytes');
  if (sha256.digest('hex') !== part.sha256) return altered('sha256');
  return succeed({ file: part.file, path, bytes: part.bytes, sha256: part.sha256 });
};

/**
 * Reads the manifest again and every part to its end. The first that differs ends it.
 * `onBytes` is told how many bytes of the batch were read.
 */
export const verifyParts = async (
  batch: Pick<OpenedBatch, 'dir' | 'seal'>,
  signal: AbortSignal,
  onBytes: (doneBytes: number) => void,
): Promise<Result<readonly SendablePart[], VerifyCode>> => {
  const { dir } = batch;
  const sealed = await readManifest(dir);
  if (!sealed.ok) return sealed;
  if (sealed.value.seal !== batch.seal) {
    return fail('batch-altered', { file: 'manifest.json', problem: 'sha256' });
  }
  const chunks: Chunks = [Buffer.allocUnsafe(chunkBytes), Buffer.allocUnsafe(chunkBytes)];
  const verified: SendablePart[] = [];
  let doneBytes = 0;
  const step = (bytes: number): boolean => {
    doneBytes += bytes;
    onBytes(doneBytes);
    return signal.aborted;
  };
  for (const part of sealed.value.manifest.parts) {
    const path = join(dir, part.file);
    try {
      const file = await open(path, 'r');
      const result = await verifyPart(file, part, path, chunks, step).finally(() => file.close());
      if (!result.ok) return result;
      verified.push(result.value);
    } catch (error) {
      return readFailure(error, dir, part.file);
    }
  }
  return succeed(verified);
};
