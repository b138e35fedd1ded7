/**
 * A part as a multipart upload, from its beginning, or from where an earlier run has left it, to the
 * request that puts the pieces together, or to the one that lets go of them.
 */
import type { FileHandle } from 'node:fs/promises';
import { fail, type Result, succeed } from '#contract/result.ts';
import { faultPoint } from '../../fault-points.ts';
import { pieceLength } from './part-reader.ts';
import { commitPart } from './s3-commit.ts';
import type { S3Connection } from './s3-connection.ts';
import type { SendOptions } from './s3-http.ts';
import { isDigest, type ListedPiece, listPieces, lookAt } from './s3-objects.ts';
import {
  multipartEtag,
  nothingThere,
  type PiecesSent,
  type PiecesThere,
  sendPieces,
} from './s3-pieces.ts';
import type { Refusal, S3Code } from './s3-refusals.ts';
import { notKnown, notSent, type Sending, settled } from './s3-sending.ts';
import { nothingSent, type Piece, type SendOutcome } from './target.ts';

/** How often an upload in pieces is begun anew where the far end lost the one before. */
const uploadRounds = 3;

/**
 * Lets go of pieces that will never be put together. False where they may have stayed: without the
 * right to do so they do.
 */
export const abortUpload = async (
  connection: S3Connection,
  bucket: string,
  key: string,
  uploadId: string,
): Promise<boolean> => {
  const { AbortMultipartUploadCommand } = connection.sdk;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await connection.attempt((client) =>
      client.send(
        new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }),
      ),
    );
    if (answer.ok || answer.refusal.failure.code === 's3-no-such-upload') return true;
    if (!answer.refusal.retryable || attempt === 2) return false;
  }
};

/** Aborts every upload under this key but one: an answer that was lost can have left one behind. */
export const abortOthers = async (
  connection: S3Connection,
  bucket: string,
  key: string,
  keptUploadId: string | null,
): Promise<void> => {
  const { ListMultipartUploadsCommand } = connection.sdk;
  const answer = await connection.attempt((client) =>
    client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key })),
  );
  if (!answer.ok) return;
  for (const upload of answer.value.Uploads ?? []) {
    const { Key, UploadId } = upload;
    if (Key === key && UploadId && UploadId !== keptUploadId) {
      await abortUpload(connection, bucket, key, UploadId);
    }
  }
};

const beginUpload = async (sending: Sending): Promise<Result<string, S3Code>> => {
  const { connection, pacer, bucket, key, context } = sending;
  const { CreateMultipartUploadCommand } = connection.sdk;
  const { wasBegun, uploadId: knownId } = context.earlier;
  const lost: { answer: boolean } = { answer: wasBegun && knownId === null };
  const options: SendOptions = {
    abortSignal: context.signal,
    onSent: () => faultPoint('mpu.create.sent'),
  };
  const begun = await pacer.run(async () => {
    const answer = await connection.attempt((client) =>
      client.send(
        new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, ContentType: 'text/csv' }),
        options,
      ),
    );
    faultPoint('mpu.create.recv');
    lost.answer ||= !answer.ok && answer.refusal.mayBeDone;
    return answer;
  }, context.signal);
  const uploadId = begun.ok ? (begun.value.UploadId ?? null) : null;
  if (lost.answer) await abortOthers(connection, bucket, key, uploadId);
  if (!begun.ok) return { ok: false, error: begun.refusal.failure };
  return uploadId === null ? fail('s3-not-s3') : succeed(uploadId);
};

/**
 * Which pieces need not be sent again: those whose bytes at the far end are ours by their MD5. Where
 * the far end makes ETags that say nothing, it must be the one that was noted for the same bytes.
 */
const reusable = (
  { part }: Sending,
  listed: readonly ListedPiece[] | null,
  noted: readonly Piece[],
): PiecesThere => {
  const there = new Map((listed ?? noted).map((piece) => [piece.number, piece]));
  const notes = new Map(noted.map((piece) => [piece.number, piece]));
  const isLikely = (index: number): boolean =>
    there.get(index + 1)?.bytes === pieceLength(part.bytes, index);
  return {
    isLikely,
    etagOf: (index) => {
      const ours = part.pieceMd5s[index];
      const piece = there.get(index + 1);
      if (ours === undefined || piece === undefined || !isLikely(index)) return undefined;
      const note = notes.get(index + 1);
      const isNoted = note?.md5 === ours && note.etag === piece.etag;
      const isSame = isDigest({ ETag: piece.etag }) ? piece.etag === ours : isNoted;
      return isSame || (listed === null && isNoted) ? piece.etag : undefined;
    },
  };
};

type Found =
  | { readonly kind: 'pieces'; readonly there: PiecesThere }
  | { readonly kind: 'lost' }
  | { readonly kind: 'ended'; readonly outcome: SendOutcome };

/** Asks what is there of an upload; where the key may not ask, what was noted counts. */
const findPieces = async (
  sending: Sending,
  uploadId: string,
  noted: readonly Piece[],
): Promise<Found> => {
  const { connection, pacer, bucket, key, context } = sending;
  const upload = { Bucket: bucket, Key: key, UploadId: uploadId };
  const listed = await listPieces(connection, pacer, upload, context.signal);
  if (listed.ok) return { kind: 'pieces', there: reusable(sending, listed.value, noted) };
  const { failure, status } = listed.refusal;
  if (failure.code === 's3-no-such-upload') return { kind: 'lost' };
  // A server that can't list, or a key that may not.
  if (failure.code === 's3-forbidden' || status === 501 || status === 405) {
    return { kind: 'pieces', there: reusable(sending, null, noted) };
  }
  return { kind: 'ended', outcome: notSent(sending, failure) };
};

/** What a round has come to, and how to go on where it has not ended the part. */
type Round = {
  readonly outcome: SendOutcome;
  readonly next: 'end' | 'new-upload' | 'same-upload';
};

/** Lets go of an upload whose part will not be sent, and says whether pieces may have stayed. */
const letGo = async (
  { connection, bucket, key }: Sending,
  uploadId: string,
  outcome: SendOutcome,
): Promise<boolean> =>
  (outcome.state === 'failed' || outcome.state === 'cancelled') &&
  !(await abortUpload(connection, bucket, key, uploadId));

type Upload = {
  readonly uploadId: string | null;
  readonly pieces: readonly Piece[];
  readonly inDoubt: boolean;
};

/** After an upload is gone: perhaps it was put together, and only the answer was lost. */
const lookForLost = async (sending: Sending, inDoubt: boolean): Promise<SendOutcome | null> => {
  const { connection, bucket, part, key } = sending;
  const etag = multipartEtag(part.pieceMd5s);
  const seen = await lookAt(connection, bucket, key, { bytes: part.bytes, etag });
  if (seen === 'same') return { ...nothingSent, state: 'uploaded', etag };
  if (seen === 'other') {
    const { error } = fail('s3-key-exists', { key });
    return inDoubt ? notKnown(sending, error) : notSent(sending, error);
  }
  if (seen === 'absent' || !inDoubt) return null;
  return notKnown(sending, fail('s3-outcome-unknown', { key }).error);
};

const complete = (
  sending: Sending,
  uploadId: string,
  { etags, etag }: { readonly etags: PiecesSent['etags']; readonly etag: string },
  inDoubt: boolean,
) => {
  const { connection, pacer, bucket, part, key, context } = sending;
  const { CompleteMultipartUploadCommand } = connection.sdk;
  const options: SendOptions = { onSent: () => faultPoint('complete.sent') };
  const Parts = etags.map((one, index) => ({ PartNumber: index + 1, ETag: `"${one ?? ''}"` }));
  return commitPart({
    ...{ connection, pacer, bucket, key, inDoubt },
    expected: { bytes: part.bytes, etag },
    signal: context.signal,
    // From here on the signal only ends pauses: this request is the point of no return.
    commit: async (conditional) => {
      const answer = await connection.attempt((client) =>
        client.send(
          new CompleteMultipartUploadCommand({
            Bucket: bucket,
            Key: key,
            UploadId: uploadId,
            MultipartUpload: { Parts },
            ...(conditional && { IfNoneMatch: '*' }),
          }),
          options,
        ),
      );
      faultPoint('complete.recv');
      return answer;
    },
  });
};

/** How to go on after a refused Complete. */
const afterRefusal = (refusal: Refusal | null): Round['next'] => {
  if (refusal === null) return 'end';
  if (refusal.s3Code === 'InvalidPart') return 'same-upload';
  const isLost = refusal.failure.code === 's3-no-such-upload';
  return isLost || refusal.s3Code === 'ConditionalRequestConflict' ? 'new-upload' : 'end';
};

/** One upload, from what is there of it to its end. */
const sendOneUpload = async (
  sending: Sending,
  file: FileHandle,
  upload: Upload,
  isLastRound: boolean,
): Promise<Round & { readonly uploadId: string | null }> => {
  const { connection, bucket, key, context, part } = sending;
  let { uploadId, inDoubt } = upload;
  let there = nothingThere;
  if (uploadId !== null) {
    const found = await findPieces(sending, uploadId, upload.pieces);
    if (found.kind === 'ended') {
      const looked = inDoubt ? await lookForLost(sending, true) : null;
      const outcome = looked ?? found.outcome;
      const piecesLeft = await letGo(sending, uploadId, outcome);
      return { outcome: { ...outcome, uploadId, piecesLeft }, next: 'end', uploadId };
    }
    if (found.kind === 'lost') {
      const ended = await lookForLost(sending, inDoubt);
      if (ended !== null) return { outcome: { ...ended, uploadId }, next: 'end', uploadId };
      uploadId = null;
      inDoubt = false;
    } else there = found.there;
  }
  if (uploadId === null) {
    const begun = await beginUpload(sending);
    if (!begun.ok) return { outcome: notSent(sending, begun.error), next: 'end', uploadId };
    uploadId = begun.value;
    const noted = context.onUploadId(uploadId);
    if (!noted.ok) {
      const piecesLeft = !(await abortUpload(connection, bucket, key, uploadId));
      const outcome = { ...notSent(sending, noted.error), uploadId, piecesLeft };
      return { outcome, next: 'end', uploadId };
    }
  }
  const id = uploadId;
  let partsReused = 0;
  let partsSent = 0;
  const end = async (outcome: SendOutcome, next: Round['next']) => {
    const goesOn = next !== 'end' && !isLastRound && outcome.state !== 'cancelled';
    const isBegunAnew = goesOn && next === 'new-upload';
    const piecesLeft = goesOn
      ? isBegunAnew && !(await abortUpload(connection, bucket, key, id))
      : await letGo(sending, id, outcome);
    return {
      outcome: { ...outcome, uploadId: id, partsSent, partsReused, piecesLeft },
      next: goesOn ? next : ('end' as const),
      uploadId: id,
    };
  };

  const pieces = await sendPieces(sending, file, id, there);
  partsSent = pieces.sent;
  partsReused = pieces.reused;
  if (pieces.failed !== null) {
    const { failure, refusal } = pieces.failed;
    if (inDoubt || refusal?.failure.code === 's3-no-such-upload') {
      const looked = await lookForLost(sending, inDoubt);
      if (looked !== null) return end(looked, 'end');
    }
    return end(notSent(sending, failure), afterRefusal(refusal));
  }
  const committing = context.onCommitting();
  if (!committing.ok) return end(notSent(sending, committing.error), 'end');
  const committed = await complete(
    sending,
    id,
    { etags: pieces.etags, etag: multipartEtag(part.pieceMd5s) },
    inDoubt,
  );
  const refusal = committed.state === 'refused' ? committed.refusal : null;
  if (refusal?.failure.code === 's3-no-such-upload') {
    const looked = await lookForLost(sending, false);
    if (looked !== null) return end(looked, 'end');
  }
  return end(settled(sending, committed), afterRefusal(refusal));
};

/**
 * Sends a part in pieces, from where an earlier run has left it. An upload that the far end has lost
 * is begun anew, with all its pieces; a piece that it misses is sent again.
 */
export const sendInPieces = async (sending: Sending, file: FileHandle): Promise<SendOutcome> => {
  let upload: Upload = sending.context.earlier;
  for (let round = 1; ; round += 1) {
    const { outcome, next, uploadId } = await sendOneUpload(
      sending,
      file,
      upload,
      round === uploadRounds,
    );
    if (next === 'end') return outcome;
    upload = { uploadId: next === 'same-upload' ? uploadId : null, pieces: [], inDoubt: false };
    sending.context.onBytes(0);
  }
};
