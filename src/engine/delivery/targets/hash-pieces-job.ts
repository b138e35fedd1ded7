/**
 * Takes the MD5 of each piece of a part, and the SHA-256 of them all, in one reading. Runs in a worker
 * thread, ahead of what is sent: hashing on the engine's thread would hold up its requests.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { JobContext } from '../../jobs/job.ts';

export type HashPiecesInput = {
  readonly file: string;
  readonly path: string;
  readonly bytes: number;
  readonly pieceBytes: number;
};

/** Tells the MD5 of one piece after another, in hexadecimal digits; answers the SHA-256 in the same. */
export const hashPiecesJob = (
  { file, path, bytes, pieceBytes }: HashPiecesInput,
  context: JobContext<string>,
): Result<string, 'cancelled' | 'batch-altered' | 'file-read-failed'> => {
  const sha256 = createHash('sha256');
  const buffer = Buffer.allocUnsafeSlow(Math.min(pieceBytes, Math.max(1, bytes)));
  try {
    const fd = openSync(path, 'r');
    try {
      for (let start = 0; start === 0 || start < bytes; start += pieceBytes) {
        if (context.cancelled()) return fail('cancelled');
        const piece = buffer.subarray(0, Math.min(pieceBytes, bytes - start));
        for (let filled = 0; filled < piece.length; ) {
          const read = readSync(fd, piece, filled, piece.length - filled, start + filled);
          if (read === 0) return fail('batch-altered', { file, problem: 'bytes' });
          filled += read;
        }
        sha256.update(piece);
        context.progress(createHash('md5').update(piece).digest('hex'));
      }
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return fail('file-read-failed', { name: file, reason: String(error.code) });
  }
  return succeed(sha256.digest('hex'));
};
