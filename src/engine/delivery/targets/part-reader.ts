/** Reading pieces of a sealed part into buffers that are used again and again. */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { errorCodeOf } from '#contract/error-code.ts';
import { fail } from '#contract/result.ts';
import { pieceBytesOf, type VerifiedPart } from '../../batches/verified-part.ts';

export const md5Of = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** How many pieces so many bytes have. An empty part is one empty piece. */
export const pieceCount = (bytes: number): number =>
  Math.max(1, Math.ceil(bytes / pieceBytesOf(bytes)));

/** The first byte of a piece, which is the `index`-th from 0. */
export const pieceStart = (bytes: number, index: number): number => index * pieceBytesOf(bytes);

export const pieceLength = (bytes: number, index: number): number =>
  Math.min(pieceBytesOf(bytes), bytes - pieceStart(bytes, index));

/** Fills `into` from the file's byte `position` on. Undefined where the file ends before that. */
export const readExactly = async (
  file: FileHandle,
  into: Buffer,
  position: number,
): Promise<Buffer | undefined> => {
  for (let filled = 0; filled < into.length; ) {
    const { bytesRead } = await file.read(into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) return undefined;
    filled += bytesRead;
  }
  return into;
};

/** The system's reason for not giving bytes; anything else is a bug and goes on. */
export const readFailed = (error: unknown, { file, path }: VerifiedPart) => {
  const reason = errorCodeOf(error);
  if (reason === '') throw error;
  return reason === 'ENOENT'
    ? fail('batch-missing', { name: basename(dirname(path)), file, reason: 'part' })
    : fail('file-read-failed', { name: file, reason });
};
