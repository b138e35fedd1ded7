// What an operation is given and what it gives back: the border between HTTP and S3's meaning.
import type { Checksum, ChecksumAlgorithm } from './checksums.ts';
import type { Payload, RequestHeaders } from './payload.ts';
import type { Route } from './route.ts';
import { S3Error } from './s3-error.ts';
import type { Bucket, ChecksumType, Store } from './store.ts';

/** In what the server may differ from Amazon's, as other servers do. */
export type Dialect = {
  /** What becomes of If-None-Match on writes: `refuse` answers 501, `ignore` overwrites. */
  conditionalWrites: 'honour' | 'refuse' | 'ignore';
  /** Whether x-amz-checksum-* is known. */
  checksums: 'verify' | 'ignore';
  /** What a part must have at least, unless it is the last: 5 MiB at Amazon. */
  minPartBytes: number;
};

export type Call = {
  route: Route;
  headers: RequestHeaders;
  store: Store;
  dialect: Dialect;
  region: string;
  accessKeyId: string;
  now: () => Date;
  /** Reads the body into the store; what it gives is verified. */
  receive(): Promise<Payload>;
  /** Reads a body that is a document. */
  receiveText(): Promise<string>;
};

export type Answer = {
  status: number;
  headers?: Record<string, string>;
  /** A document, or the bytes of an object with their number. */
  body?: string | { bytes: number; content: AsyncIterable<Buffer> };
  /** Whether what is stored has changed. */
  committed?: boolean;
};

export type Operate = (call: Call) => Answer | Promise<Answer>;

/** The bucket that the request names; throws NoSuchBucket. */
export function bucketOf(call: Call): Bucket {
  const bucket = call.store.buckets.get(call.route.bucket);
  if (!bucket) throw new S3Error('NoSuchBucket', { fields: { BucketName: call.route.bucket } });
  return bucket;
}

/** An ETag as headers and documents have it. */
export const quoted = (etag: string): string => `"${etag}"`;

/** Headers that are kept with an object and given back with it. */
const keptHeaders = new Set([
  'content-type',
  'content-disposition',
  'content-language',
  'cache-control',
  'expires',
]);

/** The headers to keep with an object. */
export function headersToKeep(headers: RequestHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && (keptHeaders.has(name) || name.startsWith('x-amz-meta-')))
      kept[name] = value;
  const encoding = (headers['content-encoding'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'aws-chunked');
  if (encoding.length > 0) kept['content-encoding'] = encoding.join(',');
  return kept;
}

/**
 * Looks at If-None-Match and If-Match of a write, at the moment of the write. Throws
 * PreconditionFailed, or NotImplemented for what S3 itself does not know.
 */
export function checkCondition(call: Call, bucket: Bucket): void {
  const noneMatch = call.headers['if-none-match'];
  if (noneMatch === undefined || call.dialect.conditionalWrites === 'ignore') return;
  if (call.dialect.conditionalWrites === 'refuse' || noneMatch !== '*')
    throw new S3Error('NotImplemented', { fields: { Header: 'If-None-Match' } });
  if (bucket.objects.has(call.route.key))
    throw new S3Error('PreconditionFailed', { fields: { Condition: 'If-None-Match' } });
}

/** The headers that tell a checksum. */
export function checksumHeaders(checksum: Checksum | undefined, type: ChecksumType | undefined) {
  const headers: Record<string, string> = {};
  if (checksum) headers[`x-amz-checksum-${checksum.algorithm}`] = checksum.value;
  if (checksum && type) headers['x-amz-checksum-type'] = type;
  return headers;
}

/** The element that tells a checksum in a document, such as ChecksumCRC64NVME. */
export const checksumElement = (algorithm: ChecksumAlgorithm): string =>
  `Checksum${algorithm.toUpperCase()}`;
