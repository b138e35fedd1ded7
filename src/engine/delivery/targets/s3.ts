/**
 * The target S3: single PUT for small parts, multipart for large ones, and what may be asked of a
 * bucket besides. Every key is new and every write is conditional, so nothing is ever overwritten; a
 * key that may only put is enough.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { createPacer, type Pacer } from '../pacer.ts';
import { md5Of, readExactly } from './part-reader.ts';
import { connectToS3, type S3Connection, type S3ConnectionOptions } from './s3-connection.ts';
import { type Committed, commitPart } from './s3-commit.ts';
import type { SendOptions } from './s3-http.ts';
import { lookAt } from './s3-objects.ts';
import { multipartEtag, type PieceSender, sendPieces } from './s3-pieces.ts';
import type { Refusal, S3Code } from './s3-refusals.ts';
import {
  PIECE_BYTES,
  type SendablePart,
  type SendCode,
  type SendContext,
  type SendOutcome,
  type Target,
} from './target.ts';

/** Parts up to this size are sent whole. */
export const SINGLE_PUT_BYTES = 16 * 1024 * 1024;
const piecesAtATime = 4;
/** How often an upload in pieces is begun anew where the far end lost the one before. */
const uploadRounds = 3;

export type S3TargetOptions = Omit<S3ConnectionOptions, 'concurrency'> & {
  readonly clock: () => Date;
  readonly maxRetryMs: number;
  readonly onPause: (pauseMs: number | null) => void;
  readonly random?: () => number;
};

type Sending = {
  readonly connection: S3Connection;
  readonly pacer: Pacer;
  readonly bucket: string;
  readonly part: SendablePart;
  readonly key: string;
  readonly context: SendContext;
};

const nothingSent = { etag: null, uploadId: null, partsSent: 0, requestId: null };

/** A failure with what its message may name of this part. */
const namedFailure = (failure: Failure<SendCode>, { part, key }: Sending): Failure<SendCode> => ({
  ...failure,
  details: { ...failure.details, file: part.file, key },
});

const notSent = (sending: Sending, failure: Failure<SendCode>): SendOutcome => ({
  ...nothingSent,
  ...(sending.context.signal.aborted
    ? { state: 'cancelled', failure: null }
    : { state: 'failed', failure: namedFailure(failure, sending) }),
});

const settled = (sending: Sending, committed: Committed, partsSent: number): SendOutcome => {
  if (committed.state === 'refused') {
    return { ...notSent(sending, committed.refusal.failure), partsSent };
  }
  if (committed.state === 'unknown') {
    const failure = namedFailure(committed.failure, sending);
    return { ...nothingSent, state: 'unknown', failure, partsSent };
  }
  const { etag, requestId } = committed;
  return { ...nothingSent, state: 'uploaded', failure: null, etag, requestId, partsSent };
};

/** Whether bytes are still those that were held against the manifest. */
const isAsVerified = (body: Buffer, { pieceMd5s }: SendablePart): boolean =>
  pieceMd5s.every((md5, index) =>
    md5Of(body.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)).equals(md5),
  );

const sendWhole = async (
  sending: Sending,
  file: FileHandle,
  room: Buffer,
): Promise<SendOutcome> => {
  const { connection, pacer, bucket, part, key, context } = sending;
  const { PutObjectCommand } = connection.sdk;
  const body = await readExactly(file, room.subarray(0, part.bytes), 0);
  if (body === undefined || !isAsVerified(body, part)) {
    return notSent(sending, fail('batch-altered', { file: part.file }).error);
  }
  const md5 = md5Of(body);
  const noted = context.onCommitting();
  if (!noted.ok) return notSent(sending, noted.error);
  const options: SendOptions = {
    abortSignal: context.signal,
    finishOnceSent: true,
    onBytes: context.onBytes,
  };
  const committed = await commitPart({
    ...{ connection, pacer, bucket, key },
    expected: { bytes: part.bytes, etag: md5.toString('hex') },
    signal: context.signal,
    commit: (conditional) =>
      connection.attempt((client) =>
        client.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            Body: body,
            ContentType: 'text/csv',
            ContentMD5: md5.toString('base64'),
            ...(conditional && { IfNoneMatch: '*' }),
          }),
          options,
        ),
      ),
  });
  return settled(sending, committed, committed.state === 'refused' ? 0 : 1);
};

/** Lets go of pieces that will never be put together. Without the right to do so they stay there. */
const abortUpload = async (sending: Sending, uploadId: string): Promise<void> => {
  const { connection, bucket, key } = sending;
  const { AbortMultipartUploadCommand } = connection.sdk;
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const answer = await connection.attempt((client) =>
      client.send(
        new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }),
      ),
    );
    if (answer.ok || !answer.refusal.retryable) return;
  }
};

/** Aborts every upload under this key but one: an answer that was lost can have left one behind. */
const abortOthers = async (sending: Sending, keptUploadId: string | null): Promise<void> => {
  const { connection, bucket, key } = sending;
  const { ListMultipartUploadsCommand } = connection.sdk;
  const answer = await connection.attempt((client) =>
    client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key })),
  );
  if (!answer.ok) return;
  for (const upload of answer.value.Uploads ?? []) {
    const { Key, UploadId } = upload;
    if (Key === key && UploadId && UploadId !== keptUploadId) await abortUpload(sending, UploadId);
  }
};

const beginUpload = async (sending: Sending): Promise<Result<string, S3Code>> => {
  const { connection, pacer, bucket, key, context } = sending;
  const { CreateMultipartUploadCommand } = connection.sdk;
  const lost: { answer: boolean } = { answer: false };
  const begun = await pacer.run(async () => {
    const answer = await connection.attempt((client) =>
      client.send(
        new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: 'text/csv' }),
        { abortSignal: context.signal },
      ),
    );
    lost.answer ||= !answer.ok && answer.refusal.mayBeDone;
    return answer;
  }, context.signal);
  const uploadId = begun.ok ? (begun.value.UploadId ?? null) : null;
  if (lost.answer) await abortOthers(sending, uploadId);
  if (!begun.ok) return { ok: false, error: begun.refusal.failure };
  return uploadId === null ? fail('s3-not-s3') : succeed(uploadId);
};

/** Refusals after which the pieces are lost, and a new upload can do better. */
const isUploadLost = (refusal: Refusal | null): boolean =>
  refusal !== null &&
  (refusal.failure.code === 's3-no-such-upload' ||
    ['ConditionalRequestConflict', 'InvalidPart'].includes(refusal.s3Code));

type Round = { readonly outcome: SendOutcome; readonly again: boolean };

const sendOneUpload = async (
  sending: Sending,
  file: FileHandle,
  buffers: readonly Buffer[],
): Promise<Round> => {
  const { connection, pacer, bucket, part, key, context } = sending;
  const { CompleteMultipartUploadCommand } = connection.sdk;
  const begun = await beginUpload(sending);
  if (!begun.ok) return { outcome: notSent(sending, begun.error), again: false };
  const uploadId = begun.value;

  const end = async (outcome: SendOutcome, refusal: Refusal | null): Promise<Round> => {
    if (outcome.state === 'failed' || outcome.state === 'cancelled') {
      await abortUpload(sending, uploadId);
    }
    const again = outcome.state === 'failed' && isUploadLost(refusal);
    return { outcome: { ...outcome, uploadId }, again };
  };

  const noted = context.onUploadId(uploadId);
  if (!noted.ok) return end(notSent(sending, noted.error), null);
  const sender: PieceSender = { connection, pacer, bucket, buffers };
  const pieces = await sendPieces(sender, file, part, { key, uploadId }, context);
  if (!pieces.ok) {
    return end({ ...notSent(sending, pieces.failure), partsSent: pieces.sent }, pieces.refusal);
  }
  const committing = context.onCommitting();
  if (!committing.ok) return end(notSent(sending, committing.error), null);
  const committed = await commitPart({
    ...{ connection, pacer, bucket, key },
    expected: { bytes: part.bytes, etag: multipartEtag(part.pieceMd5s) },
    signal: context.signal,
    // From here on the signal only ends pauses: this request is the point of no return.
    commit: (conditional) =>
      connection.attempt((client) =>
        client.send(
          new CompleteMultipartUploadCommand({
            Bucket: bucket,
            Key: key,
            UploadId: uploadId,
            MultipartUpload: {
              Parts: part.pieceMd5s.map((md5, index) => ({
                PartNumber: index + 1,
                ETag: `"${md5.toString('hex')}"`,
              })),
            },
            ...(conditional && { IfNoneMatch: '*' }),
          }),
        ),
      ),
  });
  const refusal = committed.state === 'refused' ? committed.refusal : null;
  return end(settled(sending, committed, pieces.sent), refusal);
};

const sendInPieces = async (
  sending: Sending,
  file: FileHandle,
  buffers: readonly Buffer[],
): Promise<SendOutcome> => {
  for (let round = 1; ; round += 1) {
    const { outcome, again } = await sendOneUpload(sending, file, buffers);
    if (!again || round === uploadRounds) return outcome;
    sending.context.onBytes(0);
  }
};

/** Connects to a bucket without asking it anything yet. */
export const createS3Target = async (
  options: S3TargetOptions,
): Promise<Result<Target, 'endpoint-not-https' | 'net-ca-unknown' | 'net-tls'>> => {
  const { place, clock, maxRetryMs, onPause, random } = options;
  const { bucket } = place;
  const connected = await connectToS3({ ...options, concurrency: piecesAtATime });
  if (!connected.ok) return connected;
  const connection = connected.value;
  const pacer = createPacer({
    ...{ concurrency: piecesAtATime, maxRetryMs, onPause },
    ...(random && { random }),
  });
  let buffers: readonly Buffer[] = [];
  /** Whether the key may look into the bucket at all; only then is there sense in looking first. */
  let mayLook = false;

  return succeed({
    kind: 's3',
    bucket,
    region: connection.region,
    regionNamed: connection.regionNamed,
    close: connection.close,

    contact: async (signal) => {
      const { HeadBucketCommand } = connection.sdk;
      const answer = await pacer.run(
        () =>
          connection.attempt((client) =>
            client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal }),
          ),
        signal,
      );
      mayLook = answer.ok;
      if (!answer.ok) {
        const { status, failure } = answer.refusal;
        if (status === 404) return fail('s3-no-bucket', failure.details);
        // A refusal without a document says neither who was refused nor why: the upload will tell.
        if (status !== 403 && status !== 400) return { ok: false, error: failure };
      }
      return succeed(connection.correctedTime(clock()));
    },

    send: async (part, key, context) => {
      const sending: Sending = { connection, pacer, bucket, part, key, context };
      if (mayLook && (await lookAt(connection, bucket, key, null)) === 'other') {
        return notSent(sending, fail('s3-key-exists', { bucket }).error);
      }
      let file: FileHandle;
      try {
        file = await open(part.path, 'r');
      } catch {
        return notSent(sending, fail('batch-altered', { file: part.file }).error);
      }
      try {
        if (part.bytes <= SINGLE_PUT_BYTES)
          return await sendWhole(sending, file, Buffer.allocUnsafeSlow(part.bytes));
        if (buffers.length === 0) {
          buffers = Array.from({ length: piecesAtATime }, () =>
            Buffer.allocUnsafeSlow(PIECE_BYTES),
          );
        }
        return await sendInPieces(sending, file, buffers);
      } finally {
        await file.close();
      }
    },

    test: async (prefix, signal) => {
      const { ListObjectsV2Command } = connection.sdk;
      const answer = await connection.attempt((client) =>
        client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }), {
          abortSignal: signal,
        }),
      );
      if (answer.ok) return succeed('works');
      const { failure } = answer.refusal;
      return failure.code === 's3-forbidden'
        ? succeed('only-upload-tells')
        : { ok: false, error: failure };
    },
  });
};
