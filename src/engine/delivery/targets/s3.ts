/**
 * The target S3: single PUT for small parts, multipart for large ones, and what may be asked of a
 * bucket besides. Every key is new and every write is conditional, so nothing is ever overwritten; a
 * key that may only put is enough.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { fail, type Result, succeed } from '#contract/result.ts';
import { faultPoint, sizeOf } from '../../fault-points.ts';
import type { Lane } from '../lanes.ts';
import type { Patience } from '../pacer.ts';
import { md5Of, readExactly, readFailed, sha256Of } from './part-reader.ts';
import { commitPart } from './s3-commit.ts';
import { connectToS3, loadSdk, type S3ConnectionOptions } from './s3-connection.ts';
import type { SendOptions } from './s3-http.ts';
import { lookAt } from './s3-objects.ts';
import { notReadable, notSent, type Sending, settled } from './s3-sending.ts';
import { abortOthers, abortUpload, sendInPieces } from './s3-upload.ts';
import type { SendOutcome, Target } from './target.ts';

export { loadSdk };

/** Parts up to this size are sent whole. */
const SINGLE_PUT_BYTES = sizeOf(16 * 1024 * 1024);

export type S3TargetOptions = Omit<S3ConnectionOptions, 'concurrency' | 'reserveMs'> & {
  readonly clock: () => Date;
  readonly lane: Lane;
  readonly patience: Patience;
};

const sendWhole = async (sending: Sending, file: FileHandle): Promise<SendOutcome> => {
  const { connection, pacer, bucket, part, key, context } = sending;
  const { PutObjectCommand } = connection.sdk;
  let body: Buffer | undefined;
  try {
    body = await readExactly(file, Buffer.allocUnsafeSlow(part.bytes), 0);
  } catch (error) {
    return notReadable(sending, readFailed(error, part).error);
  }
  if (body === undefined || sha256Of(body) !== part.sha256) {
    return notReadable(sending, fail('batch-altered', { file: part.file }).error);
  }
  const md5 = md5Of(body);
  const noted = context.onCommitting();
  if (!noted.ok) return notSent(sending, noted.error);
  const options: SendOptions = {
    abortSignal: context.signal,
    finishOnceSent: true,
    onBytes: context.onBytes,
    onSent: () => faultPoint('put.sent'),
  };
  const committed = await commitPart({
    ...{ connection, pacer, bucket, key },
    expected: { bytes: part.bytes, etag: md5.toString('hex') },
    inDoubt: context.earlier.inDoubt,
    signal: context.signal,
    commit: async (conditional) => {
      const answer = await connection.attempt((client) =>
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
      );
      faultPoint('put.recv');
      return answer;
    },
  });
  return { ...settled(sending, committed), partsSent: committed.state === 'refused' ? 0 : 1 };
};

/** Connects to a bucket without asking it anything yet. */
export const createS3Target = async (
  options: S3TargetOptions,
): Promise<Result<Target, 'endpoint-not-https' | 'net-ca-unknown' | 'net-tls'>> => {
  const { place, clock, lane, patience } = options;
  const { bucket } = place;
  const { buffers, reserveMs } = lane;
  const connected = await connectToS3({ ...options, concurrency: buffers.count, reserveMs });
  if (!connected.ok) return connected;
  const connection = connected.value;
  const pacer = lane.pacing.pacer(patience);
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
      const sending: Sending = { connection, pacer, buffers, bucket, part, key, context };
      const { uploadId, inDoubt } = context.earlier;
      const isNew = uploadId === null && !inDoubt;
      if (isNew && mayLook && (await lookAt(connection, bucket, key, null)) === 'other') {
        return notSent(sending, fail('s3-key-exists', { bucket }).error);
      }
      let file: FileHandle;
      try {
        file = await open(part.path, 'r');
      } catch (error) {
        return notReadable(sending, readFailed(error, part).error);
      }
      try {
        return part.bytes <= SINGLE_PUT_BYTES
          ? await sendWhole(sending, file)
          : await sendInPieces(sending, file);
      } finally {
        await file.close();
      }
    },

    abandon: async (key, uploadId) => {
      if (uploadId !== null) return abortUpload(connection, bucket, key, uploadId);
      // Without the right to look nobody knows of one, and it would be empty.
      await abortOthers(connection, bucket, key, null);
      return true;
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
