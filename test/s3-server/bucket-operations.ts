// Buckets and what is in them: list, make and look for buckets, list objects in both versions, list
// the uploads that are under way.
import { type Answer, bucketOf, type Call, quoted } from './call.ts';
import { S3Error } from './s3-error.ts';
import { addBucket } from './store.ts';
import { type XmlFields, xmlDocument } from './xml.ts';

/** A 200 answer whose body is a document. */
export const documentAnswer = (root: string, fields: XmlFields, committed = false): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xmlDocument(root, fields),
  committed,
});

/** ListBuckets: all of them, whoever asks. */
export function listBuckets(call: Call): Answer {
  const buckets = [...call.store.buckets.values()].map(({ name, created }) => ({
    Name: name,
    CreationDate: created.toISOString(),
  }));
  return documentAnswer('ListAllMyBucketsResult', {
    Owner: { ID: call.accessKeyId },
    Buckets: { Bucket: buckets },
  });
}

/** CreateBucket: again does no harm, as in us-east-1. */
export function createBucket(call: Call): Answer {
  const { bucket } = call.route;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    throw new S3Error('InvalidArgument', { message: 'The specified bucket is not valid.' });
  const committed = !call.store.buckets.has(bucket);
  if (committed) addBucket(call.store, bucket, call.now());
  return { status: 200, headers: { location: `/${bucket}` }, committed };
}

/** HeadBucket. */
export function headBucket(call: Call): Answer {
  bucketOf(call);
  return { status: 200, headers: { 'x-amz-bucket-region': call.region } };
}

/** GetBucketLocation: us-east-1 is the empty one. */
export function getBucketLocation(call: Call): Answer {
  bucketOf(call);
  const region = call.region === 'us-east-1' ? '' : call.region;
  const document = xmlDocument('LocationConstraint', {});
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: document.replace('></', `>${region}</`),
  };
}

/** One page of keys: names, and the prefixes up to the delimiter in place of what they hold. */
function page(keys: readonly string[], query: URLSearchParams, after: string, limit: number) {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const names: string[] = [];
  const prefixes: string[] = [];
  let last = '';
  for (const key of keys) {
    if (!key.startsWith(prefix) || compareKeys(key, after) <= 0) continue;
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const folder = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    // What a page before has told as a prefix is not told again.
    if (folder !== undefined && (prefixes.includes(folder) || after === folder)) continue;
    if (names.length + prefixes.length >= limit) return { names, prefixes, last, truncated: true };
    if (folder === undefined) names.push(key);
    else prefixes.push(folder);
    last = folder ?? key;
  }
  return { names, prefixes, last, truncated: false };
}

/** S3's order of keys, which is that of their UTF-8 bytes. */
const compareKeys = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

const inOrder = (keys: Iterable<string>): string[] => [...keys].sort(compareKeys);

const limitOf = (query: URLSearchParams, name: string): number => {
  const limit = Number(query.get(name) ?? 1000);
  if (!Number.isInteger(limit) || limit < 0)
    throw new S3Error('InvalidArgument', { message: `Argument ${name} must be an integer` });
  return Math.min(limit, 1000);
};

/** How keys are written: as they are, or percent-encoded when the client asks for it. */
const namer = (query: URLSearchParams): ((key: string) => string) =>
  query.get('encoding-type') === 'url'
    ? (key) => encodeURIComponent(key).replaceAll('%2F', '/')
    : (key) => key;

/** ListObjectsV2, and ListObjects for the clients that still ask so. */
export function listObjects(call: Call): Answer {
  const bucket = bucketOf(call);
  const { query, operation } = call.route;
  const isV2 = operation === 'ListObjectsV2';
  const token = query.get('continuation-token');
  const cursor = isV2
    ? token === null
      ? query.get('start-after')
      : Buffer.from(token, 'base64url').toString()
    : query.get('marker');
  const limit = limitOf(query, 'max-keys');
  const { names, prefixes, last, truncated } = page(
    inOrder(bucket.objects.keys()),
    query,
    cursor ?? '',
    limit,
  );
  const name = namer(query);
  const contents = names.map((key) => {
    const object = bucket.objects.get(key);
    return {
      Key: name(key),
      LastModified: object?.modified.toISOString(),
      ETag: quoted(object?.etag ?? ''),
      Size: object?.bytes,
      StorageClass: 'STANDARD',
    };
  });
  return documentAnswer('ListBucketResult', {
    Name: bucket.name,
    Prefix: name(query.get('prefix') ?? ''),
    Delimiter: query.get('delimiter') ?? undefined,
    EncodingType: query.get('encoding-type') ?? undefined,
    MaxKeys: limit,
    IsTruncated: truncated,
    ...(isV2
      ? {
          KeyCount: names.length + prefixes.length,
          ContinuationToken: token ?? undefined,
          StartAfter: query.get('start-after') ?? undefined,
          NextContinuationToken: truncated ? Buffer.from(last).toString('base64url') : undefined,
        }
      : { Marker: name(cursor ?? ''), NextMarker: truncated ? name(last) : undefined }),
    Contents: contents,
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: name(prefix) })),
  });
}

/** ListMultipartUploads, ordered by key and time, with its two markers. */
export function listMultipartUploads(call: Call): Answer {
  const bucket = bucketOf(call);
  const { query } = call.route;
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker') ?? '';
  const limit = limitOf(query, 'max-uploads');
  const name = namer(query);
  const order = inOrder(new Set([...bucket.uploads.values()].map(({ key }) => key)));
  const all = order.flatMap((key) =>
    [...bucket.uploads.values()].filter((upload) => upload.key === key),
  );
  const marked = all.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker);
  const rest = (
    marked < 0 ? all.filter(({ key }) => compareKeys(key, keyMarker) > 0) : all.slice(marked + 1)
  ).filter(({ key }) => key.startsWith(query.get('prefix') ?? ''));
  const uploads = rest.slice(0, limit);
  const last = uploads.at(-1);
  const truncated = rest.length > uploads.length;
  return documentAnswer('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    KeyMarker: name(keyMarker),
    UploadIdMarker: idMarker,
    ...(truncated && last && { NextKeyMarker: name(last.key), NextUploadIdMarker: last.uploadId }),
    Prefix: name(query.get('prefix') ?? ''),
    EncodingType: query.get('encoding-type') ?? undefined,
    MaxUploads: limit,
    IsTruncated: truncated,
    Upload: uploads.map((upload) => ({
      Key: name(upload.key),
      UploadId: upload.uploadId,
      Initiated: upload.initiated.toISOString(),
      StorageClass: 'STANDARD',
    })),
  });
}
