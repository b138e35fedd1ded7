/**
 * A part as a multipart upload, from its beginning to the request that puts the pieces together, or to
 * the one that lets go of them.
 */
import type { FileHandle } from 'node:fs/promises';
import { fail, type Result, succeed } from '#contract/result.ts';
import { commitPart } from './s3-commit.ts';
import { multipartEtag, type PieceSender, sendPieces } from './s3-pieces.ts';
import type { Refusal, S3Code } from './s3-refusals.ts';
import { notSent, type Sending, settled } from './s3-sending.ts';
import type { SendOutcome } from './target.ts';

/** How often an upload in pieces is begun anew where the far end lost the one before. */
const uploadRounds = 3;

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

/**
 * Sends a part in pieces. An upload that the far end has lost is begun anew, with all its pieces.
 */
export const sendInPieces = async (
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
