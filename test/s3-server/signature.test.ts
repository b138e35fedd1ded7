// The examples that Amazon publishes for Signature Version 4 with S3: a GET, and a body in signed
// chunks, with the key AKIAIOSFODNN7EXAMPLE on 24 May 2013.
import { expect, test } from 'vitest';
import { decodeAwsChunked } from './aws-chunked.ts';
import {
  canonicalRequest,
  hmacHex,
  parseAuthorization,
  sha256Hex,
  signingKey,
  stringToSign,
} from './signature.ts';

const time = '20130524T000000Z';
const scope = '20130524/us-east-1/s3/aws4_request';
const key = signingKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', scope);
const host = ['examplebucket.s3.amazonaws.com'];

test('the published GET of a range has the published signature', () => {
  const headers = {
    host,
    range: ['bytes=0-9'],
    'x-amz-content-sha256': [sha256Hex('')],
    'x-amz-date': [time],
  };
  const request = { method: 'GET', target: '/test.txt', headers };
  const canonical = canonicalRequest(request, Object.keys(headers), sha256Hex(''));
  expect(hmacHex(key, stringToSign(canonical, time, scope))).toBe(
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  );
});

test('the query is put in order and encoded anew, whatever the client wrote', () => {
  const target = '/a%20b+c/%e3%81%82?prefix=J&max-keys=2&empty&x=%2b%2F';
  const lines = canonicalRequest({ method: 'GET', target, headers: {} }, [], '').split('\n');
  expect(lines.slice(1, 3)).toEqual([
    '/a%20b%2Bc/%E3%81%82',
    'empty=&max-keys=2&prefix=J&x=%2B%2F',
  ]);
});

test.each([
  'AWS AKIA:signature',
  'AWS4-HMAC-SHA256 Credential=A/20130524/us-east-1/ec2/aws4_request, SignedHeaders=host, Signature=0',
  'AWS4-HMAC-SHA256 Credential=A/20130524/us-east-1/s3/aws4_request, Signature=0',
  'AWS4-HMAC-SHA256',
])('%s is no authorization for S3', (header) => {
  expect(parseAuthorization(header)).toBeUndefined();
});

const seedSignature = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
const signing = { key, time, scope, seedSignature };
const chunks = [
  [65536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'],
  [1024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'],
  [0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'],
] as const;
const body = Buffer.from(
  chunks
    .map(
      ([bytes, signature]) =>
        `${bytes.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(bytes)}\r\n`,
    )
    .join(''),
);

/** The hash of what is in a body that comes in pieces of the given size. */
async function decode(content: Buffer, pieceBytes: number): Promise<string> {
  async function* pieces() {
    for (let offset = 0; offset < content.length; offset += pieceBytes)
      yield content.subarray(offset, offset + pieceBytes);
  }
  const pieceList: Buffer[] = [];
  for await (const piece of decodeAwsChunked(
    pieces(),
    'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    signing,
  ))
    pieceList.push(piece);
  return sha256Hex(Buffer.concat(pieceList));
}

test.each([1, 7, 4096, 100_000])(
  'the published chunks are good in pieces of %i bytes',
  async (size) => {
    expect(await decode(body, size)).toBe(sha256Hex('a'.repeat(66_560)));
  },
);

test('a chunk that was changed is refused', async () => {
  const changed = Buffer.from(body);
  changed.write('b', 200);
  await expect(decode(changed, 4096)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
});

test('a chunk that was left out is refused', async () => {
  const start = body.indexOf('\r\n400;') + 2;
  const end = body.indexOf('\r\n0;') + 2;
  const without = Buffer.concat([body.subarray(0, start), body.subarray(end)]);
  await expect(decode(without, 4096)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' });
});

test('a body that stops in the middle is refused', async () => {
  await expect(decode(body.subarray(0, 60_000), 4096)).rejects.toMatchObject({
    code: 'IncompleteBody',
  });
});
