/**
 * A part in pieces: a few at a time, each from a buffer, each with its own checksum and its own
 * retries. Nothing is visible at the far end until they are put together.
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { type Failure, fail } from '#contract/result.ts';
import { faultPoint } from '../../fault-points.ts';
import type { Attempted } from '../pacer.ts';
import {
  md5Of,
  pieceCount,
  pieceLength,
  pieceStart,
  readExactly,
  readFailed,
} from './part-reader.ts';
import type { SendOptions } from './s3-http.ts';
import { bareEtag, contradicts, type Tagged } from './s3-objects.ts';
import type { Refusal } from './s3-refusals.ts';
import type { Sending } from './s3-sending.ts';
import type { SendCode } from './target.ts';

/** How often a piece is sent whose bytes arrive as others. */
const checksumTries = 3;

/** The ETag that S3 gives to an object made of these pieces. */
export const multipartEtag = (pieceMd5s: readonly string[]): string => {
  const digest = createHash('md5');
  for (const md5 of pieceMd5s) digest.update(md5, 'hex');
  return `${digest.digest('hex')}-${pieceMd5s.length}`;
};

/** What an earlier run has left. */
export type PiecesThere = {
  /** Whether something of the right size stands there for a piece. */
  readonly isLikely: (index: number) => boolean;
  /** Its ETag, where what stands there are the piece's own bytes. */
  readonly etagOf: (index: number) => string | undefined;
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

/** Whether pieces are signed with their SHA-256. They are, once the far end wants it so. */
type Signing = { isSigned: boolean };

/**
 * Leaves the bytes out of the signature: the Content-MD5 in it binds them to the request, and a second
 * digest would cost both ends as much again. The way there is TLS, or does not leave this computer.
 */
const leaveBodyUnsigned = ({ middlewareStack }: UploadPartCommand): void =>
  middlewareStack.add(
    (next) => (args) => {
      const { request } = args;
      if (typeof request === 'object' && request !== null && 'headers' in request) {
        Object.assign(request.headers as object, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
      }
      return next(args);
    },
    { step: 'build', name: 'leaveBodyUnsigned' },
  );

/** Sends one piece until it is accepted as it is. Answers its ETag; empty where the far end has none. */
const sendPiece = async (
  { connection, pacer, bucket, key }: Sending,
  { uploadId, number, md5 }: { uploadId: string; number: number; md5: string },
  body: Buffer,
  signing: Signing,
  options: SendOptions & { readonly abortSignal: AbortSignal },
): Promise<Attempted<string, Refusal>> => {
  const { UploadPartCommand } = connection.sdk;
  let tries = 0;
  const send = (client: S3Client) => {
    const command = new UploadPartCommand({
      ...{ Bucket: bucket, Key: key, UploadId: uploadId, PartNumber: number, Body: body },
      ContentMD5: Buffer.from(md5, 'hex').toString('base64'),
    });
    if (!signing.isSigned) leaveBodyUnsigned(command);
    return client.send(command, options);
  };
  const attempt = async (): Promise<Attempted<Tagged, Refusal>> => {
    const wasSigned = signing.isSigned;
    const answer = await connection.attempt(send);
    const isRefused = !answer.ok && answer.refusal.failure.code === 's3-forbidden';
    if (!isRefused || wasSigned) return answer;
    signing.isSigned = true;
    return connection.attempt(send);
  };
  return pacer.run<string, Refusal>(async () => {
    const answer = await attempt();
    faultPoint('part.recv');
    if (!answer.ok) {
      if (answer.refusal.failure.code !== 's3-checksum') return answer;
      tries += 1;
      return { ok: false, refusal: otherBytes(answer.refusal, tries) };
    }
    if (!contradicts(answer.value, md5)) {
      return { ok: true, value: bareEtag(answer.value.ETag) };
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
  const signing: Signing = { isSigned: false };
  let failed: PiecesSent['failed'] = null;
  const fails = (failure: Failure<SendCode>, refusal: Refusal | null) => {
    failed ??= { failure, refusal };
    stop.abort();
  };

  const sendOne = async (index: number, buffer: Buffer): Promise<void> => {
    const number = index + 1;
    const md5 = part.pieceMd5s[index];
    if (md5 === undefined) throw new Error(`piece ${number} was not verified`);
    const room = buffer.subarray(0, pieceLength(part.bytes, index));
    let body: Buffer | undefined;
    try {
      body = await readExactly(file, room, pieceStart(part.bytes, index));
    } catch (error) {
      return fails(readFailed(error, part).error, null);
    }
    if (body === undefined) return fails(fail('batch-altered', { file: part.file }).error, null);
    const onBytes = (sentBytes: number) => {
      total += sentBytes - (doneBytes[index] ?? 0);
      doneBytes[index] = sentBytes;
      context.onBytes(total);
    };
    const onSent = () => faultPoint('part.sent');
    const options = { abortSignal: signal, onBytes, onSent };
    const piece = { uploadId, number, md5 };
    const answer = await sendPiece(sending, piece, body, signing, options);
    const isAltered = () => Buffer.from(md5, 'hex').compare(md5Of(body)) !== 0;
    const altered = () => fail('batch-altered', { file: part.file }).error;
    if (!answer.ok) {
      const { failure } = answer.refusal;
      onBytes(0);
      // The server refuses what differs from the checksum, so it is asked only now whether it was
      // the file that changed.
      const isOurs = failure.code === 's3-checksum' && isAltered();
      return fails(isOurs ? altered() : failure, answer.refusal);
    }
    const etag = answer.value || md5;
    // An ETag that says nothing leaves it to us to look whether these were the sealed bytes.
    if (answer.value !== md5 && isAltered()) return fails(altered(), null);
    etags[index] = etag;
    onBytes(body.length);
    sent += 1;
    const noted = context.onPiece({ number, etag, md5, bytes: body.length });
    faultPoint('journal.after');
    if (!noted.ok) fails(noted.error, null);
  };
  const takeOne = async (index: number, buffer: Buffer): Promise<void> => {
    const etag = there.etagOf(index);
    if (etag === undefined) return sendOne(index, buffer);
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
  await Promise.all(Array.from({ length: buffers.count }, work));
  if (failed === null && context.signal.aborted) fails(fail('cancelled').error, null);
  return { sent, reused, etags, failed };
};
