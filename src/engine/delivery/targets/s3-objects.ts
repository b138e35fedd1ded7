/**
 * What can be asked about a key, and what answers prove. Keys that may only put are usual: then looking
 * is forbidden, and what can't be seen stays unknown.
 */
import type { Attempted, Pacer } from '../pacer.ts';
import type { S3Connection } from './s3-connection.ts';
import type { Refusal } from './s3-refusals.ts';
import type { Piece } from './target.ts';

/** ETags are compared without their quotes. */
export const bareEtag = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

/** What has an ETag and can be encrypted: the answers to Head, Put, UploadPart and Complete. */
export type Tagged = {
  readonly ETag?: string | undefined;
  readonly ServerSideEncryption?: string | undefined;
};

/**
 * Whether the ETag says anything about the bytes. It does not where the bucket encrypts with a key of
 * its own, nor at look-alikes that make their own.
 */
export const isDigest = ({ ETag, ServerSideEncryption }: Tagged): boolean =>
  /^[0-9a-f]{32}(-\d+)?$/.test(bareEtag(ETag)) && !ServerSideEncryption?.startsWith('aws:kms');

/** Whether an answer shows that other bytes arrived. */
export const contradicts = (answer: Tagged, etag: string): boolean =>
  isDigest(answer) && bareEtag(answer.ETag) !== etag;

export type Expected = { readonly bytes: number; readonly etag: string };

/**
 * `same`: the very bytes are there. `other`: something else is. `hidden`: the key may not look, or what
 * it sees proves nothing. `silent`: no answer came.
 */
export type Look = 'same' | 'other' | 'absent' | 'hidden' | 'silent';

/** `expected` is null before anything was sent: then whatever is there is other. A signal makes it silent. */
export const lookAt = async (
  connection: S3Connection,
  bucket: string,
  key: string,
  expected: Expected | null,
  abortSignal?: AbortSignal,
): Promise<Look> => {
  const { HeadObjectCommand } = connection.sdk;
  const answer = await connection.attempt((client) =>
    client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key }),
      ...(abortSignal === undefined ? [] : [{ abortSignal }]),
    ),
  );
  if (!answer.ok) {
    if (answer.refusal.status === 404) return 'absent';
    return answer.refusal.status === 403 ? 'hidden' : 'silent';
  }
  if (expected === null || answer.value.ContentLength !== expected.bytes) return 'other';
  if (!isDigest(answer.value)) return 'hidden';
  return bareEtag(answer.value.ETag) === expected.etag ? 'same' : 'other';
};

/** Pieces as the far end lists them; their MD5 is not known there. */
export type ListedPiece = Omit<Piece, 'md5'>;

/**
 * All pieces of an upload. Ends with what the far end itself calls the end: one server gives a marker
 * on its last page, too.
 */
export const listPieces = async (
  connection: S3Connection,
  pacer: Pacer,
  upload: { readonly Bucket: string; readonly Key: string; readonly UploadId: string },
  signal: AbortSignal,
): Promise<Attempted<readonly ListedPiece[], Refusal>> => {
  const { ListPartsCommand } = connection.sdk;
  const found: ListedPiece[] = [];
  for (let marker: string | undefined; ; ) {
    const page = await pacer.run(
      () =>
        connection.attempt((client) =>
          client.send(
            new ListPartsCommand({
              ...upload,
              ...(marker !== undefined && { PartNumberMarker: marker }),
            }),
            { abortSignal: signal },
          ),
        ),
      signal,
    );
    if (!page.ok) return page;
    for (const { PartNumber, ETag, Size } of page.value.Parts ?? []) {
      if (PartNumber !== undefined)
        found.push({ number: PartNumber, etag: bareEtag(ETag), bytes: Size ?? -1 });
    }
    const next = page.value.NextPartNumberMarker;
    if (page.value.IsTruncated !== true || next === undefined || next === marker)
      return { ok: true, value: found };
    marker = next;
  }
};
