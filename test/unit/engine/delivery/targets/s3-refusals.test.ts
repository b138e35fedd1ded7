import { expect, it } from 'vitest';
import { IDLE_TIMEOUT, TransportError } from '#engine/delivery/targets/s3-http.ts';
import { NotS3, refusalOf, screenAnswer } from '#engine/delivery/targets/s3-refusals.ts';

/** An exception as the SDK throws it. */
const exception = (
  name: string,
  status: number,
  more: { headers?: Record<string, string>; message?: string; Region?: string } = {},
): Error => {
  const { headers = {}, message = 'secret canary', ...rest } = more;
  return Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode: status, requestId: 'R1' },
    $response: { headers },
    ...rest,
  });
};

const meaning = (error: unknown): readonly unknown[] => {
  const { failure, retryable, mayBeDone } = refusalOf(error, {});
  return [failure.code, retryable, mayBeDone];
};

const answers = [
  ['SignatureDoesNotMatch', 403, 's3-wrong-secret', false, false],
  ['InvalidAccessKeyId', 403, 's3-unknown-key', false, false],
  ['AccessDenied', 403, 's3-forbidden', false, false],
  ['403', 403, 's3-forbidden', false, false],
  ['ExpiredToken', 400, 's3-token-expired', false, false],
  ['InvalidToken', 400, 's3-token-expired', false, false],
  ['RequestTimeTooSkewed', 403, 's3-clock-skew', false, false],
  ['NoSuchBucket', 404, 's3-no-bucket', false, false],
  ['NoSuchUpload', 404, 's3-no-such-upload', false, false],
  ['PreconditionFailed', 412, 's3-key-exists', false, false],
  ['BadDigest', 400, 's3-checksum', true, false],
  ['XAmzContentSHA256Mismatch', 400, 's3-checksum', true, false],
  ['SlowDown', 503, 's3-busy', true, true],
  ['ServiceUnavailable', 503, 's3-busy', true, true],
  ['429', 429, 's3-busy', true, false],
  ['RequestTimeout', 400, 'net-timeout', true, false],
  ['InternalError', 500, 's3-server-error', true, true],
  ['Unknown', 502, 's3-server-error', true, true],
  ['NotImplemented', 501, 's3-unexpected', false, false],
  ['MalformedPolicy', 400, 's3-unexpected', false, false],
  ['EntityTooLarge', 400, 's3-unexpected', false, false],
] as const;

it.each(answers)('%s (%i) is %s', (name, status, code, retryable, mayBeDone) => {
  expect(meaning(exception(name, status))).toEqual([code, retryable, mayBeDone]);
});

const transports = [
  ['ENOTFOUND', 'net-dns', true],
  ['EAI_AGAIN', 'net-dns', true],
  ['ECONNREFUSED', 'net-refused', true],
  ['ECONNRESET', 'net-reset', true],
  ['EPIPE', 'net-reset', true],
  ['ETIMEDOUT', 'net-timeout', true],
  [IDLE_TIMEOUT, 'net-timeout', true],
  ['ENETUNREACH', 'net-unreachable', true],
  ['EHOSTUNREACH', 'net-unreachable', true],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'net-ca-unknown', false],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'net-ca-unknown', false],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'net-ca-unknown', false],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'net-ca-unknown', false],
  ['CERT_HAS_EXPIRED', 'net-tls', false],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'net-tls', false],
  ['EPROTO', 'net-tls', false],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'net-tls', false],
  ['ERR_PROXY_TUNNEL', 'net-proxy', false],
  ['HPE_INVALID_CONSTANT', 's3-not-s3', false],
  ['ABORT', 'cancelled', false],
  ['something new', 'net-reset', true],
] as const;

it.each(transports)('%s on the way is %s', (name, code, retryable) => {
  expect([
    meaning(new TransportError(name, false)),
    meaning(new TransportError(name, true)),
  ]).toEqual([
    [code, retryable, false],
    [code, retryable, true],
  ]);
});

const regions = [
  ['in a header', exception('301', 301, { headers: { 'x-amz-bucket-region': 'eu-west-1' } })],
  ['in the document', exception('AuthorizationHeaderMalformed', 400, { Region: 'eu-west-1' })],
  [
    'in the words',
    exception('AuthorizationHeaderMalformed', 400, {
      message: "the region 'us-east-1' is wrong; expecting 'eu-west-1'",
    }),
  ],
  ['for HEAD', exception('400', 400, { headers: { 'x-amz-bucket-region': 'eu-west-1' } })],
] as const;

it.each(regions)('finds the right region %s', (_, error) => {
  const { region, failure } = refusalOf(error, {});
  expect([region, failure.code, failure.details.region]).toEqual([
    'eu-west-1',
    's3-wrong-region',
    'eu-west-1',
  ]);
});

it('takes no region from other refusals, and none that is not a name', () => {
  const headers = { 'x-amz-bucket-region': 'eu-west-1' };
  expect([
    refusalOf(exception('AccessDenied', 403, { headers }), {}).region,
    refusalOf(exception('301', 301, { headers: { 'x-amz-bucket-region': 'evil.example/' } }), {})
      .region,
    refusalOf(exception('AuthorizationHeaderMalformed', 400), {}).failure.code,
  ]).toEqual([null, null, 's3-unexpected']);
});

it('reads how long it shall wait', () => {
  const after = (value: string) =>
    refusalOf(exception('SlowDown', 503, { headers: { 'retry-after': value } }), {}).retryAfterMs;
  expect([
    after('7'),
    after('nonsense'),
    after('999999'),
    after('Thu, 01 Jan 1970 00:00:00 GMT'),
  ]).toEqual([7_000, null, 3_600_000, 0]);
});

it('keeps nothing of an exception but codes', () => {
  const error = exception('MalformedPolicy', 400, { headers: { 'x-secret': 'canary' } });
  const { failure } = refusalOf(error, { host: 's3.example.com', bucket: 'b' });
  expect(failure).toEqual({
    code: 's3-unexpected',
    message: 's3-unexpected',
    details: {
      host: 's3.example.com',
      bucket: 'b',
      s3Code: 'MalformedPolicy',
      status: 400,
      requestId: 'R1',
    },
    retryable: false,
  });
});

it('passes on what is a bug', () => {
  expect(() => refusalOf(new TypeError('undefined is no function'), {})).toThrow(TypeError);
});

const answer = (statusCode: number, text: string, headers: Record<string, string> = {}) => ({
  statusCode,
  headers,
  body: Buffer.from(text),
});

it('lets pass what S3 says', () => {
  const error = '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>';
  expect([
    String(screenAnswer(answer(200, ''))),
    String(screenAnswer(answer(403, error))),
    String(screenAnswer(answer(301, '', { 'x-amz-bucket-region': 'eu-west-1' }))),
    String(screenAnswer(answer(503, error))),
    String(screenAnswer(answer(502, '<html>Bad Gateway</html>'))),
    String(screenAnswer(answer(504, 'upstream timed out'))),
  ]).toEqual(['', error, '', error, '', '']);
});

it('lets no web page pass', () => {
  const pages = [
    answer(200, 'x', { 'content-type': 'text/html; charset=utf-8' }),
    answer(200, '  <!DOCTYPE html><title>Sign in</title>'),
    answer(403, '<html>Blocked</html>'),
    answer(302, '', { location: 'http://login.example' }),
  ];
  for (const page of pages) expect(() => screenAnswer(page)).toThrow(NotS3);
});
