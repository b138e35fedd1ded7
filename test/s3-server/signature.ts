// Signature Version 4, from the server's side: reads the Authorization header, rebuilds the canonical
// request from what arrived on the wire, and computes the signature that an honest client would send.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type Authorization = {
  accessKeyId: string;
  /** `20261122/us-east-1/s3/aws4_request` */
  scope: string;
  region: string;
  signedHeaders: string[];
  signature: string;
};

/** What a signature covers. Header names are in lower case, their values as they came. */
export type SignedRequest = {
  method: string;
  /** The request line's target, still percent-encoded. */
  target: string;
  headers: Readonly<Record<string, readonly string[] | undefined>>;
};

/** What is needed to check the signatures of the chunks of a streamed body. */
export type ChunkSigning = { key: Buffer; time: string; scope: string; seedSignature: string };

export const sha256Hex = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');

export const hmacHex = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update(text).digest('hex');

/** Compares two signatures in constant time. */
export const sameSignature = (left: string, right: string): boolean =>
  left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));

/** Reads an Authorization header; undefined when it is not one of Signature Version 4 for S3. */
export function parseAuthorization(header: string): Authorization | undefined {
  const [scheme, ...rest] = header.trim().split(/\s+/);
  if (scheme !== 'AWS4-HMAC-SHA256') return undefined;
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map((field) => {
        const at = field.indexOf('=');
        return [field.slice(0, at), field.slice(at + 1)] as const;
      }),
  );
  // An access key id has no slash, but a scope has three.
  const [accessKeyId, date, region, service, terminator] = (fields.get('Credential') ?? '').split(
    '/',
  );
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (!accessKeyId || !date || !region || service !== 's3' || terminator !== 'aws4_request')
    return undefined;
  if (!signedHeaders || !signature) return undefined;
  return {
    accessKeyId,
    scope: `${date}/${region}/s3/aws4_request`,
    region,
    signedHeaders: signedHeaders.split(';'),
    signature,
  };
}

/** The key that a day, a region and a secret give. */
export function signingKey(secretAccessKey: string, scope: string): Buffer {
  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  return key;
}

/** The text whose hash is signed; every difference between client and server shows in it. */
export function canonicalRequest(
  request: SignedRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const [path = '/', ...query] = request.target.split('?');
  const headers = signedHeaders.map((name) => {
    const values = (request.headers[name] ?? []).map((value) => value.trim().replace(/ +/g, ' '));
    return `${name}:${values.join(',')}\n`;
  });
  return [
    request.method,
    path.split('/').map(reencode).join('/'),
    canonicalQuery(query.join('?')),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** The text that is signed. Headers come from Node as Latin-1, one character a byte. */
export const stringToSign = (canonical: string, time: string, scope: string): string =>
  ['AWS4-HMAC-SHA256', time, scope, sha256Hex(Buffer.from(canonical, 'latin1'))].join('\n');

function canonicalQuery(query: string): string {
  if (query === '') return '';
  const pairs = query.split('&').map((pair) => {
    const at = pair.indexOf('=');
    const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    return [reencode(name), reencode(value)] as const;
  });
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Percent-encodes as the signature wants it, however the client wrote the same bytes. */
function reencode(text: string): string {
  let plain: string;
  try {
    plain = decodeURIComponent(text);
  } catch {
    return text;
  }
  return encodeURIComponent(plain).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
