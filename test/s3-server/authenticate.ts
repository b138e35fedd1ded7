// Who sends a request, and may they? Checks the signature, the clock, the region, the session token
// and the rights of the user, in about S3's order, and refuses in S3's words.
import type { Operation, Route } from './route.ts';
import { S3Error } from './s3-error.ts';
import {
  type Authorization,
  type ChunkSigning,
  canonicalRequest,
  hmacHex,
  parseAuthorization,
  type SignedRequest,
  sameSignature,
  signingKey,
  stringToSign,
} from './signature.ts';

/** `putOnly`: may upload, also in parts, and nothing else: not look, not list, not abort. */
export type Rights = 'all' | 'putOnly' | 'none' | readonly Operation[];

export type S3User = {
  accessKeyId: string;
  secretAccessKey: string;
  /** Demanded of temporary credentials. */
  sessionToken?: string;
  /** From then on the session token has expired. */
  sessionExpires?: Date;
  /** `all` when absent. */
  rights?: Rights;
};

/** The rules that requests are held to. */
export type Realm = {
  users: readonly S3User[];
  region: string;
  /** How a request that was signed for another region is refused. */
  wrongRegion: 'malformed' | 'redirect';
  /** Whether bodies must be in the signature, as where a policy denies `UNSIGNED-PAYLOAD`. */
  payloads: 'any' | 'signed';
  now: () => Date;
};

export type Identity = { user: S3User; payloadHash: string; chunkSigning: ChunkSigning };

const maxSkewMs = 15 * 60 * 1000;

const putOperations: readonly Operation[] = [
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
];

/** Finds out who has signed the request; throws the `S3Error` that S3 would answer. */
export function authenticate(request: SignedRequest, route: Route, realm: Realm): Identity {
  const header = request.headers.authorization?.[0];
  if (header === undefined) throw new S3Error('AccessDenied');
  const authorization = parseAuthorization(header);
  if (!authorization) throw new S3Error('AuthorizationHeaderMalformed');
  const user = realm.users.find((known) => known.accessKeyId === authorization.accessKeyId);
  if (!user)
    throw new S3Error('InvalidAccessKeyId', {
      fields: { AWSAccessKeyId: authorization.accessKeyId },
    });
  checkToken(request, user, realm);
  checkRegion(authorization, route, realm);
  const time = checkClock(request, authorization, realm);
  const payloadHash = request.headers['x-amz-content-sha256']?.[0];
  if (payloadHash === undefined)
    throw new S3Error('InvalidRequest', {
      message: 'Missing required header for this request: x-amz-content-sha256',
    });
  const chunkSigning = checkSignature(request, authorization, user, payloadHash, time);
  if (realm.payloads === 'signed' && payloadHash === 'UNSIGNED-PAYLOAD')
    throw new S3Error('AccessDenied');
  return { user, payloadHash, chunkSigning };
}

/** Throws AccessDenied unless the user may do this. */
export function authorize(user: S3User, operation: Operation): void {
  const rights = user.rights ?? 'all';
  if (rights === 'all') return;
  const allowed = rights === 'none' ? [] : rights === 'putOnly' ? putOperations : rights;
  if (!allowed.includes(operation)) throw new S3Error('AccessDenied');
}

function checkToken(request: SignedRequest, user: S3User, realm: Realm): void {
  const token = request.headers['x-amz-security-token']?.[0];
  if (token !== user.sessionToken) {
    // Temporary keys without their token are keys that nobody knows.
    if (token === undefined) throw new S3Error('InvalidAccessKeyId');
    throw new S3Error('InvalidToken');
  }
  if (user.sessionExpires && realm.now() >= user.sessionExpires)
    throw new S3Error('ExpiredToken', { fields: { 'Token-0': token ?? '' } });
}

function checkRegion(authorization: Authorization, route: Route, realm: Realm): void {
  if (authorization.region === realm.region) return;
  const headers = { 'x-amz-bucket-region': realm.region };
  if (realm.wrongRegion === 'redirect')
    throw new S3Error('PermanentRedirect', {
      fields: {
        Endpoint: `${route.bucket}.s3.${realm.region}.amazonaws.com`,
        Bucket: route.bucket,
      },
      headers,
    });
  throw new S3Error('AuthorizationHeaderMalformed', {
    message: `The authorization header is malformed; the region '${authorization.region}' is wrong; expecting '${realm.region}'`,
    fields: { Region: realm.region },
    headers,
  });
}

function checkClock(request: SignedRequest, authorization: Authorization, realm: Realm): string {
  const time = request.headers['x-amz-date']?.[0] ?? '';
  const digits = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (!digits)
    throw new S3Error('AccessDenied', {
      message: 'AWS authentication requires a valid Date or x-amz-date header',
    });
  const [, year, month, day, hour, minute, second] = digits.map(Number);
  const requestMs = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  const serverTime = realm.now();
  if (Math.abs(requestMs - serverTime.getTime()) > maxSkewMs)
    throw new S3Error('RequestTimeTooSkewed', {
      fields: {
        RequestTime: time,
        ServerTime: serverTime.toISOString(),
        MaxAllowedSkewMilliseconds: String(maxSkewMs),
      },
    });
  if (!authorization.scope.startsWith(time.slice(0, 8)))
    throw new S3Error('AuthorizationHeaderMalformed', {
      message: 'The authorization header is malformed; Invalid credential date.',
    });
  return time;
}

function checkSignature(
  request: SignedRequest,
  authorization: Authorization,
  user: S3User,
  payloadHash: string,
  time: string,
): ChunkSigning {
  const unsigned = Object.keys(request.headers).filter(
    (name) =>
      (name === 'host' || name.startsWith('x-amz-')) && !authorization.signedHeaders.includes(name),
  );
  if (unsigned.length > 0)
    throw new S3Error('AccessDenied', {
      message: 'There were headers present in the request which were not signed',
      fields: { HeadersNotSigned: unsigned.join(', ') },
    });
  const key = signingKey(user.secretAccessKey, authorization.scope);
  const canonical = canonicalRequest(request, authorization.signedHeaders, payloadHash);
  const toSign = stringToSign(canonical, time, authorization.scope);
  if (!sameSignature(hmacHex(key, toSign), authorization.signature))
    throw new S3Error('SignatureDoesNotMatch', {
      fields: {
        AWSAccessKeyId: user.accessKeyId,
        StringToSign: toSign,
        SignatureProvided: authorization.signature,
        CanonicalRequest: canonical,
      },
    });
  return { key, time, scope: authorization.scope, seedSignature: authorization.signature };
}
