// Uploads in parts: begin, take parts, list them, abort. Their completion is in a file of its own.
import { randomBytes } from 'node:crypto';
import { documentAnswer } from './bucket-operations.ts';
import {
  type Answer,
  bucketOf,
  type Call,
  checksumElement,
  checksumHeaders,
  headersToKeep,
  quoted,
} from './call.ts';
import { isChecksumAlgorithm } from './checksums.ts';
import { S3Error } from './s3-error.ts';
import { endUpload, type Upload } from './store.ts';

/** CreateMultipartUpload, with the checksum that the parts shall have. */
export function createMultipartUpload(call: Call): Answer {
  const bucket = bucketOf(call);
  const { key } = call.route;
  const checksum = call.dialect.checksums === 'verify' ? plannedChecksum(call) : undefined;
  const upload: Upload = {
    uploadId: randomBytes(32).toString('base64url'),
    key,
    initiated: call.now(),
    headers: headersToKeep(call.headers),
    parts: new Map(),
    ...(checksum && { checksum }),
  };
  bucket.uploads.set(upload.uploadId, upload);
  const answer = documentAnswer(
    'InitiateMultipartUploadResult',
    { Bucket: bucket.name, Key: key, UploadId: upload.uploadId },
    true,
  );
  if (checksum) {
    const { algorithm, type } = checksum;
    const told = {
      'x-amz-checksum-algorithm': algorithm.toUpperCase(),
      'x-amz-checksum-type': type,
    };
    answer.headers = { ...answer.headers, ...told };
  }
  return answer;
}

function plannedChecksum(call: Call): Upload['checksum'] {
  const algorithm = call.headers['x-amz-checksum-algorithm']?.toLowerCase();
  if (algorithm === undefined) return undefined;
  if (!isChecksumAlgorithm(algorithm))
    throw new S3Error('InvalidRequest', {
      message: 'Checksum algorithm provided is unsupported.',
    });
  const usual = algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE';
  const type = call.headers['x-amz-checksum-type']?.toUpperCase() ?? usual;
  // Only a CRC can be had for the whole from the parts; the long one only so.
  const isPossible =
    type === 'FULL_OBJECT' ? algorithm.startsWith('crc') : algorithm !== 'crc64nvme';
  if ((type !== 'FULL_OBJECT' && type !== 'COMPOSITE') || !isPossible)
    throw new S3Error('InvalidRequest', {
      message: `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    });
  return { algorithm, type };
}

/** The upload that the request names; throws NoSuchUpload. */
export function uploadOf(call: Call): Upload {
  const { uploadId = '', key } = call.route;
  const upload = bucketOf(call).uploads.get(uploadId);
  if (upload?.key !== key) throw new S3Error('NoSuchUpload', { fields: { UploadId: uploadId } });
  return upload;
}

/** UploadPart: the same number again replaces the part. */
export async function uploadPart(call: Call): Promise<Answer> {
  const partNumber = call.route.partNumber ?? 0;
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > 10_000)
    throw new S3Error('InvalidArgument', {
      message: 'Part number must be an integer between 1 and 10000, inclusive',
      fields: { ArgumentName: 'partNumber', ArgumentValue: String(partNumber) },
    });
  uploadOf(call);
  const { segment, md5, checksum } = await call.receive();
  try {
    // It may have been aborted or completed while the part was on its way.
    const upload = uploadOf(call);
    const planned = upload.checksum;
    if (planned && planned.algorithm !== checksum?.algorithm)
      throw new S3Error('InvalidRequest', {
        message: `Checksum Type mismatch occurred, expected checksum Type: ${planned.algorithm}, actual checksum Type: ${checksum?.algorithm ?? 'null'}`,
      });
    upload.parts.get(partNumber)?.segment.discard();
    upload.parts.set(partNumber, {
      segment,
      etag: md5,
      modified: call.now(),
      ...(checksum && { checksum }),
    });
  } catch (error) {
    segment.discard();
    throw error;
  }
  const headers = { etag: quoted(md5), ...checksumHeaders(checksum, undefined) };
  return { status: 200, headers, committed: true };
}

/** ListParts, in order of their numbers, a page at a time. */
export function listParts(call: Call): Answer {
  const upload = uploadOf(call);
  const { query, key } = call.route;
  const marker = Number(query.get('part-number-marker') ?? 0);
  const limit = Math.min(Number(query.get('max-parts') ?? 1000), 1000);
  if (!Number.isInteger(marker) || !Number.isInteger(limit) || marker < 0 || limit < 0)
    throw new S3Error('InvalidArgument');
  const rest = [...upload.parts]
    .filter(([partNumber]) => partNumber > marker)
    .sort(([left], [right]) => left - right);
  const parts = rest.slice(0, limit);
  const truncated = rest.length > parts.length;
  return documentAnswer('ListPartsResult', {
    Bucket: call.route.bucket,
    Key: key,
    UploadId: upload.uploadId,
    StorageClass: 'STANDARD',
    PartNumberMarker: marker,
    // Also on the last page, as S3 does: a client that goes by the marker alone never ends.
    NextPartNumberMarker: parts.at(-1)?.[0] ?? 0,
    MaxParts: limit,
    IsTruncated: truncated,
    ...(upload.checksum && {
      ChecksumAlgorithm: upload.checksum.algorithm.toUpperCase(),
      ChecksumType: upload.checksum.type,
    }),
    Part: parts.map(([partNumber, part]) => ({
      PartNumber: partNumber,
      LastModified: part.modified.toISOString(),
      ETag: quoted(part.etag),
      Size: part.segment.bytes,
      ...(part.checksum && { [checksumElement(part.checksum.algorithm)]: part.checksum.value }),
    })),
  });
}

/** AbortMultipartUpload: 204, and the parts are gone. */
export function abortMultipartUpload(call: Call): Answer {
  endUpload(bucketOf(call), uploadOf(call));
  return { status: 204, committed: true };
}
