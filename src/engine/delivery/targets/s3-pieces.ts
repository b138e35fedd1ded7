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
import { md5Of, pieceLength, readExactly } from './part-reader.ts';
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

/** The ETag of each piece by its index; undefined where it has not arrived yet. */
export type PieceEtags = (string | undefined)[];

export type PiecesSent = {
  /** Pieces that were accepted now. */
  readonly sent: number;
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
 * Sends all pieces that have no ETag yet under one upload id, and puts their ETags in. When one fails
 * for good the others are stopped, and all have ended when this answers.
 */
export const sendPieces = async (
  sending: Sending,
  file: FileHandle,
  uploadId: string,
  etags: PieceEtags,
): Promise<PiecesSent> => {
  const { part, context, buffers } = sending;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const missing = part.pieceMd5s.flatMap((md5, index) =>
    etags[index] === undefined ? [{ md5, index }] : [],
  );
  const doneBytes = new Float64Array(part.pieceMd5s.length);
  let total =
    part.bytes - missing.reduce((sum, { index }) => sum + pieceLength(part.bytes, index), 0);
  context.onBytes(total);
  let sent = 0;
  let failed: PiecesSent['failed'] = null;
  const fails = (failure: Failure<SendCode>, refusal: Refusal | null) => {
    failed ??= { failure, refusal };
    stop.abort();
  };

  const sendOne = async (md5: Buffer, index: number, buffer: Buffer): Promise<void> => {
    const number = index + 1;
    const room = buffer.subarray(0, pieceLength(part.bytes, index));
    const body = await readExactly(file, room, index * PIECE_BYTES);
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
      // The server refuses what differs from the checksum of the look before sending, so it is
      // asked only now whether it was the file that changed.
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
  const work = async (): Promise<void> => {
    while (missing.length > 0 && !signal.aborted) {
      const buffer = await buffers.take();
      try {
        const next = signal.aborted ? undefined : missing.shift();
        if (next !== undefined) await sendOne(next.md5, next.index, buffer);
      } finally {
        buffers.giveBack(buffer);
      }
    }
  };
  await Promise.all(Array.from({ length: buffers.count }, work));
  if (failed === null && context.signal.aborted) fails(fail('cancelled').error, null);
  return { sent, failed };
};
