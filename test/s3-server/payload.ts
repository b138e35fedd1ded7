// Takes in the body of a request: unwraps it, keeps it, and checks on the way all that the client has
// said about it (length, SHA-256, Content-MD5, checksums in a header or a trailer).
import { createHash } from 'node:crypto';
import type { Identity } from './authenticate.ts';
import { decodeAwsChunked, isStreaming } from './aws-chunked.ts';
import {
  type Checksum,
  type ChecksumAlgorithm,
  checksumAlgorithms,
  isChecksumAlgorithm,
  type RunningSum,
  startSum,
} from './checksums.ts';
import { S3Error } from './s3-error.ts';
import { memorySpace, type Segment, type SegmentSpace } from './segments.ts';

export type Payload = {
  segment: Segment;
  /** MD5 in hexadecimal. */
  md5: string;
  /** The checksum that the client gave, verified. */
  checksum?: Checksum;
};

/** The headers of a request, as Node gives them: lower case, one string each. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

type Claims = {
  sha256?: string;
  md5?: string;
  checksum?: { algorithm: ChecksumAlgorithm; value?: string };
  contentBytes: number;
};

/**
 * Reads the body to its end into a segment. Throws, and keeps nothing, when a claim is false.
 * @param verifyChecksums whether x-amz-checksum-* is looked at; some servers do not know it
 */
export async function receivePayload(
  body: AsyncIterable<Buffer>,
  headers: RequestHeaders,
  identity: Identity,
  space: SegmentSpace,
  verifyChecksums: boolean,
): Promise<Payload> {
  const claims = readClaims(headers, identity, verifyChecksums);
  const md5 = createHash('md5');
  const sha256 = claims.sha256 === undefined ? undefined : createHash('sha256');
  const sum = claims.checksum && startSum(claims.checksum.algorithm);
  const writer = await space.begin();
  try {
    const content = isStreaming(identity.payloadHash)
      ? decodeAwsChunked(body, identity.payloadHash, identity.chunkSigning)
      : plain(body);
    let bytes = 0;
    let step = await content.next();
    for (; !step.done; step = await content.next()) {
      const piece = step.value;
      bytes += piece.length;
      md5.update(piece);
      sha256?.update(piece);
      sum?.update(piece);
      await writer.write(piece);
    }
    if (bytes !== claims.contentBytes) throw new S3Error('IncompleteBody');
    const digest = md5.digest();
    if (sha256) checkSha256(claims.sha256 ?? '', sha256.digest('hex'));
    if (claims.md5 !== undefined && claims.md5 !== digest.toString('base64'))
      throw new S3Error('BadDigest');
    const checksum = claims.checksum && sum && checkSum(claims.checksum, sum, step.value);
    const segment = await writer.finish();
    return { segment, md5: digest.toString('hex'), ...(checksum && { checksum }) };
  } catch (error) {
    await writer.discard();
    throw error;
  }
}

/** Reads a body that is a document; its x-amz-checksum-* headers are about something else. */
export async function receiveText(
  body: AsyncIterable<Buffer>,
  headers: RequestHeaders,
  identity: Identity,
): Promise<string> {
  const { segment } = await receivePayload(body, headers, identity, memorySpace(), false);
  const pieces: Buffer[] = [];
  for await (const piece of segment.read(0, segment.bytes)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

/** An iteration like that of an aws-chunked body, without a trailer. */
async function* plain(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer, Map<string, string>> {
  yield* body;
  return new Map();
}

function readClaims(headers: RequestHeaders, identity: Identity, verifyChecksums: boolean): Claims {
  const { payloadHash } = identity;
  const streaming = isStreaming(payloadHash);
  const length = streaming ? headers['x-amz-decoded-content-length'] : headers['content-length'];
  if (length === undefined) throw new S3Error('MissingContentLength');
  const claims: Claims = { contentBytes: Number(length) };
  if (!streaming && payloadHash !== 'UNSIGNED-PAYLOAD') {
    if (!/^[0-9a-f]{64}$/i.test(payloadHash))
      throw new S3Error('InvalidArgument', {
        message: 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, or a valid sha256 value.',
      });
    claims.sha256 = payloadHash.toLowerCase();
  }
  const md5 = headers['content-md5'];
  if (md5 !== undefined) {
    if (Buffer.from(md5, 'base64').length !== 16) throw new S3Error('InvalidDigest');
    claims.md5 = md5;
  }
  const checksum = verifyChecksums ? claimedChecksum(headers) : undefined;
  if (checksum) claims.checksum = checksum;
  return claims;
}

function claimedChecksum(headers: RequestHeaders): Claims['checksum'] {
  const given = checksumAlgorithms.filter(
    (name) => headers[`x-amz-checksum-${name}`] !== undefined,
  );
  const inTrailer = /^x-amz-checksum-(\w+)$/i.exec(headers['x-amz-trailer']?.trim() ?? '')?.[1];
  if (given.length + (inTrailer ? 1 : 0) > 1)
    throw new S3Error('InvalidRequest', {
      message:
        'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    });
  const [algorithm] = given;
  if (algorithm) {
    const value = headers[`x-amz-checksum-${algorithm}`] ?? '';
    if (Buffer.from(value, 'base64').length !== startSum(algorithm).digest().length)
      throw new S3Error('InvalidRequest', {
        message: `Value for x-amz-checksum-${algorithm} header is invalid.`,
      });
    return { algorithm, value };
  }
  if (inTrailer && isChecksumAlgorithm(inTrailer.toLowerCase()))
    return { algorithm: inTrailer.toLowerCase() as ChecksumAlgorithm };
  if (headers['x-amz-sdk-checksum-algorithm'] !== undefined)
    throw new S3Error('InvalidRequest', {
      message:
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    });
  return undefined;
}

function checkSha256(claimed: string, computed: string): void {
  if (claimed !== computed)
    throw new S3Error('XAmzContentSHA256Mismatch', {
      fields: { ClientComputedContentSHA256: claimed, S3ComputedContentSHA256: computed },
    });
}

function checkSum(
  claimed: NonNullable<Claims['checksum']>,
  sum: RunningSum,
  trailer: ReadonlyMap<string, string>,
): Checksum {
  const { algorithm } = claimed;
  const value = claimed.value ?? trailer.get(`x-amz-checksum-${algorithm}`);
  if (value === undefined) throw new S3Error('MalformedTrailerError');
  if (value !== sum.digest().toString('base64'))
    throw new S3Error('BadDigest', {
      message: `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    });
  return { algorithm, value };
}
