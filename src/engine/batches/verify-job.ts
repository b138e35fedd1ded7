/**
 * Holds the parts of a batch against its manifest, byte by byte, whenever a batch is opened, and before
 * it is sent: what was true when it was built need not be true any more. Runs in a worker thread.
 */
import { createHash } from 'node:crypto';
import { fstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { BatchPart } from '#contract/schemas/batch.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import { closeFile, isUnchanged, type OpenFile, openFile } from '#engine/csv/open-file.ts';
import { readFully, SourceChanged, SourceReadFailed } from '#engine/csv/source-bytes.ts';
import type { JobContext } from '#engine/jobs/job.ts';
import { startPieceMd5s } from './piece-md5s.ts';
import { identityOf, pieceBytesOf, type VerifiedPart, type VerifyCode } from './verified-part.ts';

export type VerifyJobInput = { readonly dir: string; readonly parts: readonly BatchPart[] };

/** What is read at a time. */
const CHUNK_BYTES = 2 * 1024 * 1024;

const altered = (part: BatchPart, problem: string) =>
  fail('batch-altered', { file: part.file, problem });

/** Opens a part. A name that is gone means that the batch is not all there. */
export const openPart = async (
  dir: string,
  part: BatchPart,
): Promise<Result<OpenFile, VerifyCode>> => {
  const opened = await openFile(join(dir, part.file));
  if (opened.ok) return opened;
  const { code, details } = opened.error;
  if (code === 'file-missing') {
    return fail('batch-missing', { name: basename(dir), file: part.file, reason: 'part' });
  }
  if (code === 'file-permission' || code === 'file-read-failed') return fail(code, details);
  return altered(part, 'not-a-file');
};

/** What an exception while a part was read means. Any other is a bug, and thrown on. */
export const partFailure = (
  error: unknown,
  part: BatchPart,
): { readonly ok: false; readonly error: Failure<'batch-altered' | 'file-read-failed'> } => {
  if (error instanceof SourceChanged) return altered(part, 'bytes');
  if (error instanceof SourceReadFailed) {
    return fail('file-read-failed', { name: part.file, reason: error.reason });
  }
  throw error;
};

const verifyPart = async (
  file: OpenFile,
  part: BatchPart,
  breathe: (bytes: number) => boolean,
): Promise<Result<VerifiedPart, VerifyCode>> => {
  const { file: name, bytes, sha256 } = part;
  if (file.bytes !== bytes) return altered(part, 'bytes');
  const hash = createHash('sha256');
  const pieceBytes = pieceBytesOf(bytes);
  const roomBytes = Math.min(CHUNK_BYTES, pieceBytes, bytes);
  const pieces = bytes > pieceBytes ? startPieceMd5s(roomBytes) : null;
  const alone = pieces === null ? Buffer.allocUnsafe(roomBytes) : null;
  try {
    const identity = identityOf(fstatSync(file.fd, { bigint: true }));
    for (let position = 0; position < bytes; ) {
      const room = alone ?? (await pieces?.room());
      if (room === undefined) throw new Error('there is no room to read into');
      const pieceEnd = Math.min(bytes, position - (position % pieceBytes) + pieceBytes);
      const chunk = room.subarray(0, Math.min(room.length, pieceEnd - position));
      readFully(file.fd, chunk, position);
      position += chunk.length;
      pieces?.take(chunk.length, position === pieceEnd);
      hash.update(chunk);
      if (breathe(chunk.length)) return fail('cancelled');
    }
    if (hash.digest('hex') !== sha256) return altered(part, 'sha256');
    if (!isUnchanged(file)) return altered(part, 'changing');
    const pieceMd5s = (await pieces?.finish()) ?? [];
    return succeed({ file: name, path: file.path, bytes, sha256, pieceMd5s, identity });
  } catch (error) {
    return partFailure(error, part);
  } finally {
    await pieces?.close();
  }
};

/** Reads every part to its end. The first that differs ends it. */
export const verifyJob = async (
  { dir, parts }: VerifyJobInput,
  { cancelled, progress }: JobContext<ByteProgress>,
): Promise<Result<readonly VerifiedPart[], VerifyCode>> => {
  const totalBytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const all: VerifiedPart[] = [];
  let doneBytes = 0;
  const breathe = (bytes: number): boolean => {
    doneBytes += bytes;
    progress({ stage: 'verify', doneBytes, totalBytes });
    return cancelled();
  };
  for (const part of parts) {
    const file = await openPart(dir, part);
    if (!file.ok) return file;
    try {
      const verified = await verifyPart(file.value, part, breathe);
      if (!verified.ok) return verified;
      all.push(verified.value);
    } finally {
      closeFile(file.value);
    }
  }
  return succeed(all);
};
