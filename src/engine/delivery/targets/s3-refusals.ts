/**
 * Every refusal of S3, of its look-alikes and of the network, told apart: which code of ours it is,
 * whether it is worth trying again, and whether the request can have been carried out all the same.
 */
import type { ErrorCode } from '#contract/errors.ts';
import { type Detail, type Failure, fail } from '#contract/result.ts';
import type { PacedRefusal } from '../pacer.ts';
import { ANSWER_TOO_LONG, type HttpAnswer, IDLE_TIMEOUT, TransportError } from './s3-http.ts';

export type S3Code = Extract<ErrorCode, `s3-${string}` | `net-${string}` | 'cancelled'>;

export type Refusal = PacedRefusal & {
  readonly failure: Failure<S3Code>;
  /** The request can have been carried out: the answer is missing, or it is a fault of the server. */
  readonly mayBeDone: boolean;
  /** What S3 calls it; empty where it was not S3 that answered, and for HEAD. */
  readonly s3Code: string;
  /** 0 where there was no answer. */
  readonly status: number;
  /** The bucket's region, where the answer names it. */
  readonly region: string | null;
  /** The SDK has learned the right time from this answer. */
  readonly clockCorrected: boolean;
};

/** Thrown by the screening: it is not S3 that answered. */
export class NotS3 extends Error {
  override readonly name = 'NotS3';
  readonly status: number;

  constructor(status: number) {
    super('not S3');
    this.status = status;
  }
}

const isHtml = ({ headers, body }: HttpAnswer): boolean =>
  /^text\/html/i.test(headers['content-type'] ?? '') ||
  /^\s*<(?:!doctype html|html)/i.test(body.toString('latin1', 0, 64));

/**
 * Looks at an answer before the SDK does. A web page is never S3's: below status 500 it is a network's
 * sign-in page or another server, above it a gateway's way to say that S3 is out of reach. A redirect
 * without S3's document is a web server's.
 */
export const screenAnswer = (answer: HttpAnswer): Buffer => {
  const { statusCode, headers, body } = answer;
  const fromS3 =
    headers['x-amz-bucket-region'] !== undefined || body.includes('<Error>', 0, 'latin1');
  if (statusCode >= 500) return fromS3 ? body : Buffer.alloc(0);
  if (isHtml(answer)) throw new NotS3(statusCode);
  if (statusCode >= 300 && statusCode < 400 && !fromS3) throw new NotS3(statusCode);
  return body;
};

type Meaning = readonly [code: S3Code, retryable: boolean];

const byS3Code: Readonly<Record<string, Meaning>> = {
  SignatureDoesNotMatch: ['s3-wrong-secret', false],
  InvalidAccessKeyId: ['s3-unknown-key', false],
  AccessDenied: ['s3-forbidden', false],
  AllAccessDisabled: ['s3-forbidden', false],
  AccountProblem: ['s3-forbidden', false],
  ExpiredToken: ['s3-token-expired', false],
  InvalidToken: ['s3-token-expired', false],
  TokenRefreshRequired: ['s3-token-expired', false],
  RequestTimeTooSkewed: ['s3-clock-skew', false],
  NoSuchBucket: ['s3-no-bucket', false],
  InvalidBucketName: ['s3-no-bucket', false],
  PermanentRedirect: ['s3-wrong-region', false],
  PreconditionFailed: ['s3-key-exists', false],
  BadDigest: ['s3-checksum', true],
  InvalidDigest: ['s3-checksum', true],
  XAmzContentSHA256Mismatch: ['s3-checksum', true],
  IncompleteBody: ['net-reset', true],
  InvalidPart: ['s3-checksum', false],
  NoSuchUpload: ['s3-no-such-upload', false],
  SlowDown: ['s3-busy', true],
  ServiceUnavailable: ['s3-busy', true],
  TooManyRequests: ['s3-busy', true],
  RequestLimitExceeded: ['s3-busy', true],
  Throttling: ['s3-busy', true],
  ThrottlingException: ['s3-busy', true],
  OperationAborted: ['s3-busy', true],
  RequestTimeout: ['net-timeout', true],
  InternalError: ['s3-server-error', true],
};

const byStatus = (status: number): Meaning => {
  if (status === 403) return ['s3-forbidden', false];
  if (status === 412) return ['s3-key-exists', false];
  if (status === 429 || status === 503) return ['s3-busy', true];
  if (status === 408) return ['net-timeout', true];
  if (status === 407) return ['net-proxy', false];
  if (status >= 500 && status !== 501) return ['s3-server-error', true];
  return ['s3-unexpected', false];
};

const byTransportCode: readonly (readonly [RegExp, Meaning])[] = [
  [/^(ENOTFOUND|EAI_.*|ENODATA)$/, ['net-dns', true]],
  [/^ECONNREFUSED$/, ['net-refused', true]],
  [/^(ECONNRESET|EPIPE|ECONNABORTED|ERR_STREAM_PREMATURE_CLOSE)$/, ['net-reset', true]],
  [new RegExp(`^(ETIMEDOUT|${IDLE_TIMEOUT})$`), ['net-timeout', true]],
  [
    /^(ENETUNREACH|EHOSTUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL|ENONET)$/,
    ['net-unreachable', true],
  ],
  [/^ERR_PROXY_/, ['net-proxy', false]],
  [
    /^(UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE)/,
    ['net-ca-unknown', false],
  ],
  [/^(CERT_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH|EPROTO|INVALID_CA|CRL_)/, ['net-tls', false]],
  [new RegExp(`^(HPE_.*|${ANSWER_TOO_LONG})$`), ['s3-not-s3', false]],
  [/^ABORT$/, ['cancelled', false]],
];

/** What the SDK puts on its exceptions. Every field is looked for, none is relied upon. */
type SdkException = {
  readonly name?: unknown;
  readonly Code?: unknown;
  readonly Region?: unknown;
  readonly message?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly requestId?: string;
    readonly clockSkewCorrected?: boolean;
  };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
};

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The SDK names an error without a document by its status, or `Unknown`. */
const s3CodeOf = (error: SdkException): string => {
  const name = asText(error.Code) || asText(error.name);
  return /^(\d{3}|Unknown.*|UnknownError|Error|NotFound|Forbidden|BadRequest)$/.test(name)
    ? ''
    : name;
};

const regionOf = (error: SdkException): string | null => {
  const named =
    asText(error.$response?.headers?.['x-amz-bucket-region']) ||
    asText(error.Region) ||
    (/expecting '([^']+)'/.exec(asText(error.message))?.[1] ?? '');
  return /^[a-z0-9-]{1,32}$/.test(named) ? named : null;
};

/** Seconds, or a date; the longest that is believed is an hour. */
const retryAfterMsOf = (error: SdkException): number | null => {
  const value = asText(error.$response?.headers?.['retry-after']);
  if (value === '') return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), 3_600_000);
};

/** Answers after which another region in the answer is what was wrong. */
const isRegionRefusal = (status: number, s3Code: string): boolean =>
  status === 301 ||
  status === 307 ||
  (status === 400 &&
    ['', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'].includes(s3Code));

const transportRefusal = (error: TransportError, details: Record<string, Detail>): Refusal => {
  const known = byTransportCode.find(([pattern]) => pattern.test(error.code))?.[1];
  const [code, retryable] = known ?? (['net-reset', true] satisfies Meaning);
  return {
    failure: fail(code, { ...details, reason: error.code }, { retryable }).error,
    retryable,
    retryAfterMs: null,
    slowDown: false,
    outOfReach: error.code !== 'ABORT',
    mayBeDone: error.wasSent,
    s3Code: '',
    status: 0,
    region: null,
    clockCorrected: false,
  };
};

/**
 * Reads an exception of the SDK or of the transport. `details` are what messages may name: host,
 * bucket, key, file. Everything else of the exception (headers, documents, signatures) is dropped.
 */
export const refusalOf = (error: unknown, details: Readonly<Record<string, Detail>>): Refusal => {
  if (error instanceof TransportError) return transportRefusal(error, details);
  if (error instanceof TypeError || error instanceof RangeError) throw error;
  const exception: SdkException = typeof error === 'object' && error !== null ? error : {};
  const { httpStatusCode, requestId, clockSkewCorrected } = exception.$metadata ?? {};
  const status = error instanceof NotS3 ? error.status : (httpStatusCode ?? 0);
  const s3Code = error instanceof NotS3 ? '' : s3CodeOf(exception);
  const region = isRegionRefusal(status, s3Code) ? regionOf(exception) : null;
  const isAnswer = status >= 300;
  const [code, retryable]: Meaning =
    !isAnswer || error instanceof NotS3
      ? // The SDK could not read what came with a status of success.
        (byS3Code[s3Code] ?? ['s3-not-s3', false])
      : region !== null
        ? ['s3-wrong-region', false]
        : (byS3Code[s3Code] ?? byStatus(status));
  return {
    failure: fail(
      code,
      {
        ...details,
        s3Code,
        status,
        requestId: requestId ?? '',
        ...(region !== null && { region }),
      },
      { retryable },
    ).error,
    retryable,
    retryAfterMs: retryAfterMsOf(exception),
    slowDown: code === 's3-busy',
    outOfReach: false,
    mayBeDone: !(error instanceof NotS3) && (status >= 500 || !isAnswer) && status !== 501,
    s3Code,
    status,
    region,
    clockCorrected: clockSkewCorrected === true,
  };
};
