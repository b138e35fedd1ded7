// What the probes are answered: by our server, which does what Amazon documents for S3, and where
// Debian 12's radosgw (16.2) does otherwise. A client of ours has to get along with both.
import type { Outcomes } from './probe.ts';

/** S3's answers. */
export const s3Answers: Outcomes = {
  'put a buffer': 'same bytes',
  'put a stream, checksum in a trailer': 'same bytes',
  'put a stream, no checksum': 'same bytes',
  'put a key of signs': 'same bytes',
  'put a key of dots': 'same bytes',
  'put with CRC32': 'kept',
  'put with CRC32C': 'kept',
  'put with CRC64NVME': 'kept',
  'put with SHA1': 'kept',
  'put with SHA256': 'kept',
  'put with a wrong CRC-32': 'BadDigest 400',
  'put with a wrong SHA-256 checksum': 'BadDigest 400',
  'put with a wrong Content-MD5': 'BadDigest 400',
  'put with a malformed Content-MD5': 'InvalidDigest 400',
  'put a new key, if none is there': 'accepted',
  'put over a key, if none is there': 'PreconditionFailed 412',
  'get a range': 'same bytes, true',
  'get a range behind the end': 'InvalidRange 416',
  'list by prefix and delimiter': 'a b/ | c',
  'wrong secret': 'SignatureDoesNotMatch 403',
  // An answer to HEAD has no body, so the client can't know the code.
  'wrong secret, HEAD': 'Unknown 403',
  'unknown access key': 'InvalidAccessKeyId 403',
  'put by a stranger': 'AccessDenied 403',
  'list by a stranger': 'AccessDenied 403',
  'put by nobody': 'AccessDenied 403',
  'body changed on the way': 'XAmzContentSHA256Mismatch 400',
  'signed header changed on the way': 'SignatureDoesNotMatch 403',
  'clock an hour ahead': 'RequestTimeTooSkewed 403',
  'clock an hour behind': 'RequestTimeTooSkewed 403',
  'wrong region': 'AuthorizationHeaderMalformed 400',
  'missing bucket': 'NoSuchBucket 404',
  'get a missing key': 'NoSuchKey 404',
  'head a missing key': 'NotFound 404',
  // The marker is told on the last page too, and is 0 when there is no part.
  'list parts': '2:26 7:26, more: false, next: 7',
  'list parts by the page': '1:26, more: true, next: 1',
  'list no parts': ', more: false, next: 0',
  'list open uploads': 'found, 0 more',
  'a part again replaces it': 'same bytes',
  'a part from a stream, checksum in a trailer': 'ETag is the MD5',
  complete: 'the MD5 of the MD5s, same bytes',
  'complete again': 'the MD5 of the MD5s',
  'list the parts of a completed upload': 'NoSuchUpload 404',
  'complete over a key, if none is there': 'PreconditionFailed 412',
  'complete with a wrong ETag': 'InvalidPart 400',
  'complete with a part that never came': 'InvalidPart 400',
  'complete in the wrong order': 'InvalidPartOrder 400',
  'complete with a short part in the middle': 'EntityTooSmall 400',
  'complete with no parts': 'MalformedXML 400',
  'abort, then list parts': 'NoSuchUpload 404',
  'abort an unknown upload': 'NoSuchUpload 404',
  'a part of an unknown upload': 'NoSuchUpload 404',
  'part number 10001': 'InvalidArgument 400',
  'a part with a wrong Content-MD5': 'BadDigest 400',
  'parts with CRC-32, one of the parts': 'same bytes',
  'parts with CRC-32, left out at the end': 'InvalidRequest 400',
  'parts with CRC-64/NVME over the whole': 'same bytes',
};

/** Where radosgw 16.2 answers otherwise, and why. */
export const radosgwDifferences: Outcomes = {
  // It does not know the trailers of 2022: a stream has to come with its length.
  'put a stream, checksum in a trailer': 'MissingContentLength 411',
  'a part from a stream, checksum in a trailer': 'MissingContentLength 411',
  // It does not know x-amz-checksum-*: Content-MD5 and the signed SHA-256 are what it verifies.
  'put with CRC32': 'not kept',
  'put with CRC32C': 'not kept',
  'put with CRC64NVME': 'not kept',
  'put with SHA1': 'not kept',
  'put with SHA256': 'not kept',
  'put with a wrong CRC-32': 'accepted',
  'put with a wrong SHA-256 checksum': 'accepted',
  'parts with CRC-32, left out at the end': 'accepted',
  // It has no regions of its own and takes the scope that the client has signed.
  'wrong region': 'accepted',
  // The first answer to Complete has an empty ETag; the answer to a second one has it, unquoted.
  complete: 'no ETag, same bytes',
  'complete again': 'the MD5 of the MD5s, unquoted',
  // It looks at If-None-Match for PutObject only: a Complete overwrites.
  'complete over a key, if none is there': 'accepted',
  // It puts the parts in order by itself.
  'complete in the wrong order': 'accepted',
  // It names the key where S3 names the upload.
  'list the parts of a completed upload': 'NoSuchKey 404',
  'abort, then list parts': 'NoSuchKey 404',
  // Its limit is another one.
  'part number 10001': 'accepted',
};
