/**
 * A part in pieces: a few at a time, each from a buffer, each with its own checksum and its own
 * retries. Nothing is visible at the far end until they are put together.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { type Failure, fail } from '#contract/result.ts';
import type { Attempted, Pacer } from '../pacer.ts';
import { md5Of, pieceLength, readExactly } from './part-reader.ts';
import type { S3Connection } from './s3-connection.ts';
import type { SendOptions } from './s3-http.ts';
import { contradicts, type Tagged } from './s3-objects.ts';
import type { Refusal } from './s3-refusals.ts';
import { PIECE_BYTES, type SendablePart, type SendCode } from './target.ts';

/** How often a piece is sent whose bytes arrive as others. */
const checksumTries = 3;

/** The ETag that S3 gives to an object made of these pieces. */
export const multipartEtag = (pieceMd5s: readonly Buffer[]): string => {
  const digest = createHash('md5');
  for (const md5 of pieceMd5s) digest.update(md5);
  return `${digest.digest('hex')}-${pieceMd5s.length}`;
};

export type PieceSender = {
  readonly connection: S3Connection;
  readonly pacer: Pacer;
  readonly bucket: string;
  /** One a request at a time, each of `PIECE_BYTES`. */
  readonly buffers: readonly Buffer[];
};

export type PiecesSent =
  | { readonly ok: true; readonly sent: number }
  | {
      readonly ok: false;
      readonly sent: number;
      readonly failure: Failure<SendCode>;
      readonly refusal: Refusal | null;
    };

const otherBytes = (refusal: Refusal | null, tries: number): Refusal => ({
  ...{ retryAfterMs: null, slowDown: false, mayBeDone: false, region: null, clockCorrected: false },
  ...{ s3Code: '', status: 200 },
  ...refusal,
  retryable: tries < checksumTries,
  failure: refusal?.failure ?? fail('s3-checksum').error,
});

/** Sends one piece until it is accepted as it is. */
const sendPiece = async (
  { connection, pacer, bucket }: PieceSender,
  target: { readonly key: string; readonly uploadId: string; readonly number: number },
  body: Buffer,
  md5: Buffer,
  options: SendOptions & { readonly abortSignal: AbortSignal },
): Promise<Attempted<null, Refusal>> => {
  const { UploadPartCommand } = connection.sdk;
  let tries = 0;
  const send = (client: S3Client) =>
    client.send(
      new UploadPartCommand({
        Bucket: bucket,
        Key: target.key,
        UploadId: target.uploadId,
        PartNumber: target.number,
        Body: body,
        ContentMD5: md5.toString('base64'),
      }),
      options,
    );
  return pacer.run<null, Refusal>(async () => {
    const answer: Attempted<Tagged, Refusal> = await connection.attempt(send);
    if (!answer.ok) {
      if (answer.refusal.failure.code !== 's3-checksum') return answer;
      tries += 1;
      return { ok: false, refusal: otherBytes(answer.refusal, tries) };
    }
    if (!contradicts(answer.value, md5.toString('hex'))) return { ok: true, value: null };
    tries += 1;
    return { ok: false, refusal: otherBytes(null, tries) };
  }, options.abortSignal);
};

/**
 * Sends all pieces under one upload id. When one fails for good the others are stopped, and all have
 * ended when this answers.
 */
export const sendPieces = async (
  sender: PieceSender,
  file: FileHandle,
  part: SendablePart,
  target: { readonly key: string; readonly uploadId: string },
  context: { readonly signal: AbortSignal; readonly onBytes: (doneBytes: number) => void },
): Promise<PiecesSent> => {
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const doneBytes = new Float64Array(part.pieceMd5s.length);
  let total = 0;
  let next = 0;
  let sent = 0;
  let failed: { failure: Failure<SendCode>; refusal: Refusal | null } | undefined;

  const fails = (failure: Failure<SendCode>, refusal: Refusal | null) => {
    failed ??= { failure, refusal };
    stop.abort();
  };
  const work = async (buffer: Buffer): Promise<void> => {
    while (next < part.pieceMd5s.length && !signal.aborted) {
      const index = next;
      next += 1;
      const md5 = part.pieceMd5s[index] ?? Buffer.alloc(0);
      const room = buffer.subarray(0, pieceLength(part.bytes, index));
      const body = await readExactly(file, room, index * PIECE_BYTES);
      if (body === undefined) return fails(fail('batch-altered', { file: part.file }).error, null);
      const onBytes = (sentBytes: number) => {
        total += sentBytes - (doneBytes[index] ?? 0);
        doneBytes[index] = sentBytes;
        context.onBytes(total);
      };
      const options = { abortSignal: signal, onBytes };
      const answer = await sendPiece(sender, { ...target, number: index + 1 }, body, md5, options);
      if (!answer.ok) {
        // The server refuses what differs from the checksum of the look before sending, so it is
        // asked only now whether it was the file that changed.
        const altered = answer.refusal.failure.code === 's3-checksum' && !md5Of(body).equals(md5);
        const failure = altered ? fail('batch-altered', { file: part.file }).error : null;
        return fails(failure ?? answer.refusal.failure, answer.refusal);
      }
      onBytes(body.length);
      sent += 1;
    }
  };
  await Promise.all(sender.buffers.map(work));
  if (failed !== undefined) return { ok: false, sent, ...failed };
  if (context.signal.aborted) {
    return { ok: false, sent, failure: fail('cancelled').error, refusal: null };
  }
  return { ok: true, sent };
};
