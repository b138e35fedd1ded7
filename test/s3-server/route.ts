// Which S3 operation a request asks for, told by its method, path and query alone: known before the
// signature is checked or a byte of the body is read, so that faults can be matched on it.

export const operations = [
  'ListBuckets',
  'CreateBucket',
  'HeadBucket',
  'GetBucketLocation',
  'ListObjects',
  'ListObjectsV2',
  'ListMultipartUploads',
  'PutObject',
  'GetObject',
  'HeadObject',
  'DeleteObject',
  'CreateMultipartUpload',
  'UploadPart',
  'ListParts',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'Unknown',
] as const;

export type Operation = (typeof operations)[number];

export type Route = {
  operation: Operation;
  bucket: string;
  key: string;
  uploadId?: string;
  partNumber?: number;
  query: URLSearchParams;
};

/** Parameters that say how an operation is to be done, not which; others are unknown subresources. */
const plainParameters = new Set([
  'x-id',
  'prefix',
  'delimiter',
  'marker',
  'max-keys',
  'encoding-type',
  'fetch-owner',
  'start-after',
  'continuation-token',
  'list-type',
  'uploads',
  'max-uploads',
  'key-marker',
  'upload-id-marker',
  'uploadId',
  'partNumber',
  'max-parts',
  'part-number-marker',
  'location',
]);

/**
 * Reads a path-style request.
 * @param target the request line's target, as it was sent
 */
export function routeOf(method: string, target: string, copies: boolean): Route {
  const [rawPath = '/', ...rest] = target.split('?');
  const query = new URLSearchParams(rest.join('?'));
  const [, rawBucket = '', ...rawKey] = rawPath.split('/');
  const bucket = decode(rawBucket);
  const key = decode(rawKey.join('/'));
  const uploadId = query.get('uploadId') ?? undefined;
  const partNumber = query.has('partNumber') ? Number(query.get('partNumber')) : undefined;
  const isKnown = !copies && [...query.keys()].every((name) => plainParameters.has(name));
  const operation = isKnown ? operationOf(method, bucket, key, query) : 'Unknown';
  return {
    operation,
    bucket,
    key,
    query,
    ...(uploadId !== undefined && { uploadId }),
    ...(partNumber !== undefined && { partNumber }),
  };
}

function operationOf(
  method: string,
  bucket: string,
  key: string,
  query: URLSearchParams,
): Operation {
  if (bucket === '') return method === 'GET' ? 'ListBuckets' : 'Unknown';
  if (key === '') return bucketOperation(method, query);
  const isPart = query.has('uploadId');
  switch (method) {
    case 'GET':
      return isPart ? 'ListParts' : 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return isPart ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'PUT':
      return isPart && query.has('partNumber') ? 'UploadPart' : isPart ? 'Unknown' : 'PutObject';
    case 'POST':
      if (query.has('uploads')) return 'CreateMultipartUpload';
      return isPart ? 'CompleteMultipartUpload' : 'Unknown';
    default:
      return 'Unknown';
  }
}

function bucketOperation(method: string, query: URLSearchParams): Operation {
  if (method === 'HEAD') return 'HeadBucket';
  if (method === 'PUT') return 'CreateBucket';
  if (method !== 'GET') return 'Unknown';
  if (query.has('location')) return 'GetBucketLocation';
  if (query.has('uploads')) return 'ListMultipartUploads';
  return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
}

/** A path that is no valid percent-encoding is taken as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
