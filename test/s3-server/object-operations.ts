// Single objects: put, get (also ranges), head, delete.
import {
  type Answer,
  bucketOf,
  type Call,
  checkCondition,
  checksumHeaders,
  headersToKeep,
  quoted,
} from './call.ts';
import { S3Error } from './s3-error.ts';
import { readSegments } from './segments.ts';
import { removeObject, replaceObject, type StoredObject } from './store.ts';

/** PutObject, with `If-None-Match: *`. */
export async function putObject(call: Call): Promise<Answer> {
  const bucket = bucketOf(call);
  const { segment, md5, checksum } = await call.receive();
  try {
    checkCondition(call, bucket);
  } catch (error) {
    segment.discard();
    throw error;
  }
  const object: StoredObject = {
    segments: [segment],
    bytes: segment.bytes,
    etag: md5,
    modified: call.now(),
    headers: headersToKeep(call.headers),
    ...(checksum && { checksum: { ...checksum, type: 'FULL_OBJECT' } }),
  };
  replaceObject(bucket, call.route.key, object);
  return {
    status: 200,
    headers: { etag: quoted(md5), ...checksumHeaders(checksum, 'FULL_OBJECT') },
    committed: true,
  };
}

function objectOf(call: Call): StoredObject {
  const object = bucketOf(call).objects.get(call.route.key);
  if (!object) throw new S3Error('NoSuchKey', { fields: { Key: call.route.key } });
  const wanted = call.headers['if-match'];
  if (wanted !== undefined && wanted !== '*' && wanted.replaceAll('"', '') !== object.etag)
    throw new S3Error('PreconditionFailed', { fields: { Condition: 'If-Match' } });
  return object;
}

/** GetObject and HeadObject: the same answer, of which HTTP leaves out the body for HEAD. */
export function getObject(call: Call): Answer {
  const object = objectOf(call);
  const range = readRange(call.headers.range, object.bytes);
  const { start, end } = range ?? { start: 0, end: object.bytes };
  const wantsChecksum = call.headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED' && !range;
  return {
    status: range ? 206 : 200,
    headers: {
      'content-type': 'binary/octet-stream',
      ...object.headers,
      ...(wantsChecksum ? checksumHeaders(object.checksum, object.checksum?.type) : {}),
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${object.bytes}` }),
      'accept-ranges': 'bytes',
      'last-modified': object.modified.toUTCString(),
      etag: quoted(object.etag),
    },
    body: { bytes: end - start, content: readSegments(object.segments, start, end) },
  };
}

/** One range; several at once, and what is no range, mean the whole object, as at S3. */
function readRange(header: string | undefined, bytes: number) {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? bytes : Math.min(bytes, Number(to) + 1);
  if (start >= end)
    throw new S3Error('InvalidRange', {
      fields: { RangeRequested: header ?? '', ActualObjectSize: String(bytes) },
    });
  return { start, end };
}

/** DeleteObject: 204, whether the object was there or not. */
export function deleteObject(call: Call): Answer {
  const bucket = bucketOf(call);
  const committed = bucket.objects.has(call.route.key);
  removeObject(bucket, call.route.key);
  return { status: 204, committed };
}
