// The body format `aws-chunked`: lengths, optional chunk signatures and trailing headers wrapped
// around the content. Unwraps it as it arrives, without gathering it, and checks every signature.
import { createHash, type Hash } from 'node:crypto';
import { S3Error } from './s3-error.ts';
import { type ChunkSigning, hmacHex, sameSignature, sha256Hex } from './signature.ts';

/** The values of x-amz-content-sha256 that announce this format. */
export type StreamingKind =
  | 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'
  | 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'
  | 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/** Whether this payload hash announces this format. */
export const isStreaming = (payloadHash: string): payloadHash is StreamingKind =>
  payloadHash === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' ||
  payloadHash === 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' ||
  payloadHash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

const minChunkBytes = 8192;
const maxLineBytes = 16 * 1024;
const emptyHash = sha256Hex('');

/**
 * Yields the content inside an aws-chunked body and returns its trailing headers, names in lower
 * case. Throws IncompleteBody, SignatureDoesNotMatch, InvalidChunkSizeError, MalformedTrailerError.
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  kind: StreamingKind,
  signing: ChunkSigning,
): AsyncGenerator<Buffer, Map<string, string>> {
  const reader = lineReader(source);
  const chain = kind.startsWith('STREAMING-AWS4') ? signatureChain(signing) : undefined;
  for (let previousBytes = minChunkBytes; ; ) {
    const head = /^([0-9a-f]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(await reader.line());
    if (!head || (chain && head[2] === undefined)) throw new S3Error('IncompleteBody');
    const bytes = parseInt(head[1] ?? '', 16);
    if (bytes > 0 && previousBytes < minChunkBytes) throw new S3Error('InvalidChunkSizeError');
    const hash = chain && createHash('sha256');
    yield* chunk(reader, bytes, hash);
    if (chain && hash) chain.check('PAYLOAD', [emptyHash, hash.digest('hex')], head[2] ?? '');
    if (bytes === 0) return readTrailer(reader, kind, chain);
    if ((await reader.line()) !== '') throw new S3Error('IncompleteBody');
    previousBytes = bytes;
  }
}

async function* chunk(reader: LineReader, bytes: number, hash: Hash | undefined) {
  for (let left = bytes; left > 0; ) {
    const piece = await reader.bytes(left);
    hash?.update(piece);
    left -= piece.length;
    yield piece;
  }
}

async function readTrailer(
  reader: LineReader,
  kind: StreamingKind,
  chain: SignatureChain | undefined,
): Promise<Map<string, string>> {
  const trailer = new Map<string, string>();
  // Clients end the body with an empty line; some leave it out after the last chunk.
  for (let line = await reader.lineOrEnd(); line; line = await reader.lineOrEnd()) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new S3Error('MalformedTrailerError');
    trailer.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  if (chain && kind.endsWith('-TRAILER')) {
    const signature = trailer.get('x-amz-trailer-signature') ?? '';
    trailer.delete('x-amz-trailer-signature');
    const signed = [...trailer].map(([name, value]) => `${name}:${value}\n`).join('');
    chain.check('TRAILER', [sha256Hex(signed)], signature);
  }
  return trailer;
}

type SignatureChain = { check(what: string, hashes: string[], claimed: string): void };

/** Each chunk's signature covers the one before it, so that chunks can't be left out or moved. */
function signatureChain(signing: ChunkSigning): SignatureChain {
  let previous = signing.seedSignature;
  return {
    check(what, hashes, claimed) {
      const { time, scope } = signing;
      const text = [`AWS4-HMAC-SHA256-${what}`, time, scope, previous, ...hashes].join('\n');
      if (!sameSignature(hmacHex(signing.key, text), claimed))
        throw new S3Error('SignatureDoesNotMatch');
      previous = claimed;
    },
  };
}

type LineReader = {
  /** The next line without its CRLF. */
  line(): Promise<string>;
  /** The next line, or undefined when the body has ended. */
  lineOrEnd(): Promise<string | undefined>;
  /** Some of the next bytes, at least one and at most `limit`. */
  bytes(limit: number): Promise<Buffer>;
};

function lineReader(source: AsyncIterable<Buffer>): LineReader {
  const pieces = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const fill = async (): Promise<boolean> => {
    const next = await pieces.next();
    if (next.done) return false;
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
    return true;
  };
  const lineOrEnd = async (): Promise<string | undefined> => {
    for (;;) {
      const end = rest.indexOf('\r\n');
      if (end >= 0) {
        const line = rest.toString('latin1', 0, end);
        rest = rest.subarray(end + 2);
        return line;
      }
      if (rest.length > maxLineBytes) throw new S3Error('IncompleteBody');
      if (!(await fill())) {
        if (rest.length > 0) throw new S3Error('IncompleteBody');
        return undefined;
      }
    }
  };
  return {
    lineOrEnd,
    async line() {
      const line = await lineOrEnd();
      if (line === undefined) throw new S3Error('IncompleteBody');
      return line;
    },
    async bytes(limit) {
      while (rest.length === 0) if (!(await fill())) throw new S3Error('IncompleteBody');
      const piece = rest.subarray(0, limit);
      rest = rest.subarray(piece.length);
      return piece;
    },
  };
}
