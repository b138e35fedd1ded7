/**
 * A part in pieces: a few at a time, each from a buffer, each with its own checksum and its own
 * retries. Nothing is visible at the far end until they are put together.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { type Failure, fail } from '#contract/result.ts';
import { faultPoint } from '../../fault-points.ts';
import type { Attempted } from '../pacer.ts';
import { md5Of, pieceCount, pieceLength, readExactly, readFailed } from './part-reader.ts';
import type { PieceHashes } from './piece-hashes.ts';
import type { SendOptions } from './s3-http.ts';
import { bareEtag, contradicts, type Tagged } from './s3-objects.ts';
import type { Refusal } from './s3-refusals.ts';
import type { Sending } from './s3-sending.ts';
import { PIECE_BYTES, type SendCode } from './target.ts';

/** How often a piece is sent whose bytes arrive as others. */
const checksumTries = 3;

/** The ETag that S3 gives to an object made of these pieces. */
export const multipartEtag = (pieceMd5s: readonly Buffer[]): string => {
  const digest = createHash('md5');
  for (const md5 of pieceMd5s) digest.update(md5);
  return `${digest.digest('hex')}-${pieceMd5s.length}`;
};

/** What an earlier run has left. */
export type PiecesThere = {
  /** Whether something of the right size stands there for a piece. */
  readonly isLikely: (index: number) => boolean;
  /** Its ETag, where what stands there are the piece's own bytes. */
  readonly etagOf: (index: number, md5: Buffer) => string | undefined;
};

export const nothingThere: PiecesThere = { isLikely: () => false, etagOf: () => undefined };

export type PiecesSent = {
  /** Pieces that were accepted now. */
  readonly sent: number;
  /** Pieces that were there already. */
  readonly reused: number;
  /** The ETag of each piece by its index; undefined where it has not arrived. */
  readonly etags: readonly (string | undefined)[];
  /** Null where all pieces are there. */
  readonly failed: {
    readonly failure: Failure<SendCode>;
    readonly refusal: Refusal | null;
  } | null;
};

const otherBytes = (refusal: Refusal | null, tries: number): Refusal => ({
  ...{ retryAfterMs: null, slowDown: false, outOfReach: false, mayBeDone: false, region: null },
  ...{ clockCorrected: false, s3Code: '', status: 200 },
  ...refusal,
  retryable: tries < checksumTries,
  failure: refusal?.failure ?? fail('s3-checksum').error,
});

/** Sends one piece until it is accepted as it is. Answers its ETag. */
const sendPiece = async (
  { connection, pacer, bucket, key }: Sending,
  piece: { readonly uploadId: string; readonly number: number },
  body: Buffer,
  md5: Buffer,
  options: SendOptions & { readonly abortSignal: AbortSignal },
): Promise<Attempted<string, Refusal>> => {
  const { UploadPartCommand } = connection.sdk;
  let tries = 0;
  const send = (client: S3Client) =>
    client.send(
      new UploadPartCommand({
        Bucket: bucket,
        Key: key,
        UploadId: piece.uploadId,
        PartNumber: piece.number,
        Body: body,
        ContentMD5: md5.toString('base64'),
      }),
      options,
    );
  return pacer.run<string, Refusal>(async () => {
    const answer: Attempted<Tagged, Refusal> = await connection.attempt(send);
    faultPoint('part.recv');
    if (!answer.ok) {
      if (answer.refusal.failure.code !== 's3-checksum') return answer;
      tries += 1;
      return { ok: false, refusal: otherBytes(answer.refusal, tries) };
    }
    if (!contradicts(answer.value, md5.toString('hex'))) {
      return { ok: true, value: bareEtag(answer.value.ETag) || md5.toString('hex') };
    }
    tries += 1;
    return { ok: false, refusal: otherBytes(null, tries) };
  }, options.abortSignal);
};

/**
 * Sends under one upload id all pieces that are not there yet. When one fails for good the others are
 * stopped, and all have ended when this answers.
 */
export const sendPieces = async (
  sending: Sending,
  file: FileHandle,
  hashes: PieceHashes,
  uploadId: string,
  there: PiecesThere,
): Promise<PiecesSent> => {
  const { part, context, buffers } = sending;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const etags: (string | undefined)[] = Array.from({ length: pieceCount(part.bytes) });
  const doneBytes = Float64Array.from(etags, (_none, index) =>
    there.isLikely(index) ? pieceLength(part.bytes, index) : 0,
  );
  let total = doneBytes.reduce((sum, bytes) => sum + bytes, 0);
  context.onBytes(total);
  let sent = 0;
  let reused = 0;
  let next = 0;
  let failed: PiecesSent['failed'] = null;
  const fails = (failure: Failure<SendCode>, refusal: Refusal | null) => {
    failed ??= { failure, refusal };
    stop.abort();
  };

  const sendOne = async (index: number, md5: Buffer, buffer: Buffer): Promise<void> => {
    const number = index + 1;
    const room = buffer.subarray(0, pieceLength(part.bytes, index));
    let body: Buffer | undefined;
    try {
      body = await readExactly(file, room, index * PIECE_BYTES);
    } catch (error) {
      return fails(readFailed(error, part.file).error, null);
    }
    if (body === undefined) return fails(fail('batch-altered', { file: part.file }).error, null);
    const onBytes = (sentBytes: number) => {
      total += sentBytes - (doneBytes[index] ?? 0);
      doneBytes[index] = sentBytes;
      context.onBytes(total);
    };
    const onSent = () => faultPoint('part.sent');
    const options = { abortSignal: signal, onBytes, onSent };
    const answer = await sendPiece(sending, { uploadId, number }, body, md5, options);
    if (!answer.ok) {
      // The server refuses what differs from the checksum, so it is asked only now whether it was
      // the file that changed.
      const altered = answer.refusal.failure.code === 's3-checksum' && !md5Of(body).equals(md5);
      const failure = altered ? fail('batch-altered', { file: part.file }).error : null;
      onBytes(0);
      return fails(failure ?? answer.refusal.failure, answer.refusal);
    }
    const etag = answer.value;
    etags[index] = etag;
    onBytes(body.length);
    sent += 1;
    const noted = context.onPiece({ number, etag, md5: md5.toString('hex'), bytes: body.length });
    faultPoint('journal.after');
    if (!noted.ok) fails(noted.error, null);
  };
  const takeOne = async (index: number, buffer: Buffer): Promise<void> => {
    const md5 = await hashes.md5(index);
    const unlike = hashes.failure();
    if (unlike !== null && !signal.aborted) fails(unlike, null);
    if (md5 === undefined || signal.aborted) return;
    const etag = there.etagOf(index, md5);
    if (etag === undefined) return sendOne(index, md5, buffer);
    etags[index] = etag;
    reused += 1;
  };
  const work = async (): Promise<void> => {
    while (next < etags.length && !signal.aborted) {
      const buffer = await buffers.take();
      try {
        const index = next;
        next += 1;
        if (index < etags.length && !signal.aborted) await takeOne(index, buffer);
      } finally {
        buffers.giveBack(buffer);
      }
    }
  };
  signal.addEventListener('abort', hashes.close, { once: true });
  await Promise.all(Array.from({ length: buffers.count }, work)).finally(hashes.close);
  if (failed === null && context.signal.aborted) fails(fail('cancelled').error, null);
  return { sent, reused, etags, failed };
};
