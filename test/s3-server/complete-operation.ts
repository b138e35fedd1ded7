// CompleteMultipartUpload: the moment at which an object comes into being. Everything that S3 holds
// against a list of parts is checked here, and a repeated request gets the answer of the first.
import { createHash } from 'node:crypto';
import { documentAnswer } from './bucket-operations.ts';
import {
  type Answer,
  bucketOf,
  type Call,
  checkCondition,
  checksumElement,
  quoted,
} from './call.ts';
import { checksumAlgorithms, checksumOf, startSum } from './checksums.ts';
import { uploadOf } from './multipart-operations.ts';
import { S3Error } from './s3-error.ts';
import { readSegments, type Segment } from './segments.ts';
import { endUpload, type Part, replaceObject, type StoredObject, type Upload } from './store.ts';
import { readElements } from './xml.ts';

type NamedPart = { partNumber: number; etag: string; fields: Record<string, string> };

/** CompleteMultipartUpload, with `If-None-Match: *`. */
export async function completeMultipartUpload(call: Call): Promise<Answer> {
  const bucket = bucketOf(call);
  const { key, uploadId = '' } = call.route;
  const named = readNamedParts(await call.receiveText());
  const partsText = JSON.stringify(named.map(({ partNumber, etag }) => [partNumber, etag]));
  const before = bucket.completed.get(uploadId);
  if (before?.key === key && before.parts === partsText)
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: before.answer };
  const upload = uploadOf(call);
  const parts = matchParts(upload, named, call.dialect.minPartBytes);
  const object = await assemble(call, upload, parts);
  checkClaims(call, object);
  // Nothing waits from here to the end, so that one of two requests at once is the first.
  uploadOf(call);
  checkCondition(call, bucket);
  endUpload(bucket, upload, new Set(object.segments));
  replaceObject(bucket, key, object);
  const answer = documentAnswer(
    'CompleteMultipartUploadResult',
    {
      Location: `http://${call.headers.host}/${bucket.name}/${encodeURIComponent(key)}`,
      Bucket: bucket.name,
      Key: key,
      ETag: quoted(object.etag),
      ...(object.checksum && {
        [checksumElement(object.checksum.algorithm)]: object.checksum.value,
        ChecksumType: object.checksum.type,
      }),
    },
    true,
  );
  bucket.completed.set(uploadId, { key, parts: partsText, answer: String(answer.body) });
  return answer;
}

function readNamedParts(text: string): NamedPart[] {
  const elements = readElements(text, 'CompleteMultipartUpload', 'Part');
  if (!elements || elements.length === 0) throw new S3Error('MalformedXML');
  return elements.map((fields) => {
    const partNumber = Number(fields.PartNumber);
    const etag = fields.ETag?.replaceAll('"', '');
    if (!Number.isInteger(partNumber) || etag === undefined) throw new S3Error('MalformedXML');
    return { partNumber, etag, fields };
  });
}

function matchParts(upload: Upload, named: readonly NamedPart[], minPartBytes: number): Part[] {
  for (const [index, { partNumber }] of named.entries())
    if (partNumber <= (named[index - 1]?.partNumber ?? 0)) throw new S3Error('InvalidPartOrder');
  const parts = named.map(({ partNumber, etag, fields }) => {
    const part = upload.parts.get(partNumber);
    const claimed = checksumAlgorithms.find((name) => fields[checksumElement(name)] !== undefined);
    const agrees =
      claimed === undefined ||
      (part?.checksum?.algorithm === claimed &&
        part.checksum.value === fields[checksumElement(claimed)]);
    if (!part || part.etag !== etag || !agrees)
      throw new S3Error('InvalidPart', {
        fields: { UploadId: upload.uploadId, PartNumber: String(partNumber), ETag: etag },
      });
    if (claimed === undefined && upload.checksum?.type === 'COMPOSITE')
      throw new S3Error('InvalidRequest', {
        message: `The upload was created using a ${upload.checksum.algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${partNumber} in the request.`,
      });
    return part;
  });
  for (const [index, part] of parts.slice(0, -1).entries())
    if (part.segment.bytes < minPartBytes)
      throw new S3Error('EntityTooSmall', {
        fields: {
          ProposedSize: String(part.segment.bytes),
          MinSizeAllowed: String(minPartBytes),
          PartNumber: String(named[index]?.partNumber),
          ETag: part.etag,
        },
      });
  return parts;
}

async function assemble(call: Call, upload: Upload, parts: readonly Part[]): Promise<StoredObject> {
  const segments = parts.map(({ segment }) => segment);
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(etag, 'hex');
  const checksum = upload.checksum && {
    algorithm: upload.checksum.algorithm,
    type: upload.checksum.type,
    value: await wholeChecksum(upload.checksum, parts, segments),
  };
  return {
    segments,
    bytes: segments.reduce((sum, segment) => sum + segment.bytes, 0),
    etag: `${md5.digest('hex')}-${parts.length}`,
    modified: call.now(),
    headers: upload.headers,
    ...(checksum && { checksum }),
  };
}

async function wholeChecksum(
  { algorithm, type }: NonNullable<Upload['checksum']>,
  parts: readonly Part[],
  segments: readonly Segment[],
): Promise<string> {
  if (type === 'COMPOSITE') {
    const sums = parts.map(({ checksum }) => Buffer.from(checksum?.value ?? '', 'base64'));
    return `${checksumOf(algorithm, Buffer.concat(sums))}-${parts.length}`;
  }
  const sum = startSum(algorithm);
  for await (const piece of readSegments(segments, 0, Number.POSITIVE_INFINITY)) sum.update(piece);
  return sum.digest().toString('base64');
}

/** What the request says about the whole object. */
function checkClaims(call: Call, object: StoredObject): void {
  const size = call.headers['x-amz-mp-object-size'];
  if (size !== undefined && Number(size) !== object.bytes)
    throw new S3Error('InvalidRequest', {
      message: `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${object.bytes}`,
    });
  if (!object.checksum) return;
  const claimed = call.headers[`x-amz-checksum-${object.checksum.algorithm}`];
  if (claimed !== undefined && claimed !== object.checksum.value)
    throw new S3Error('BadDigest', {
      message: `The ${object.checksum.algorithm} you specified did not match the calculated checksum.`,
    });
}
