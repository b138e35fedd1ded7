/**
 * Holds the parts of a batch against its manifest, byte by byte, whenever a batch is opened: what was
 * true when it was built need not be true any more. Runs in a worker thread.
 */
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { BatchPart } from '#contract/schemas/batch.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import { closeFile, isUnchanged, type OpenFile, openFile } from '#engine/csv/open-file.ts';
import { readFully, SourceChanged, SourceReadFailed } from '#engine/csv/source-bytes.ts';
import type { JobContext } from '#engine/jobs/job.ts';

export type VerifyJobInput = { readonly dir: string; readonly parts: readonly BatchPart[] };
export type VerifyCode =
  | 'batch-missing'
  | 'batch-altered'
  | 'file-permission'
  | 'file-read-failed'
  | 'cancelled';

const CHUNK_BYTES = 4 * 1024 * 1024;

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
  if (code === 'file-missing')
    return fail('batch-missing', { name: basename(dir), file: part.file });
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

const verifyPart = (
  file: OpenFile,
  part: BatchPart,
  breathe: (bytes: number) => boolean,
): Result<null, VerifyCode> => {
  if (file.bytes !== part.bytes) return altered(part, 'bytes');
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, part.bytes));
  try {
    for (let position = 0; position < part.bytes; position += chunk.length) {
      const piece = chunk.subarray(0, Math.min(chunk.length, part.bytes - position));
      readFully(file.fd, piece, position);
      hash.update(piece);
      if (breathe(piece.length)) return fail('cancelled');
    }
  } catch (error) {
    return partFailure(error, part);
  }
  if (hash.digest('hex') !== part.sha256) return altered(part, 'sha256');
  return isUnchanged(file) ? succeed(null) : altered(part, 'changing');
};

/** Reads every part to its end. The first that differs ends it. */
export const verifyJob = async (
  { dir, parts }: VerifyJobInput,
  { cancelled, progress }: JobContext<ByteProgress>,
): Promise<Result<null, VerifyCode>> => {
  const totalBytes = parts.reduce((sum, part) => sum + part.bytes, 0);
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
      const verified = verifyPart(file.value, part, breathe);
      if (!verified.ok) return verified;
    } finally {
      closeFile(file.value);
    }
  }
  return succeed(null);
};
