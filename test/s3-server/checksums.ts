// The five checksums that S3 knows, each as a running sum: Node has CRC-32, SHA-1 and SHA-256; the
// other two are written out here, so that the server checks clients with code that is not theirs.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

export const checksumAlgorithms = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** A checksum as it stands in headers and documents: the value in base64. */
export type Checksum = { algorithm: ChecksumAlgorithm; value: string };

/** A sum that grows with each piece of the content; `digest` gives the bytes, big endian. */
export type RunningSum = { update(piece: Buffer): void; digest(): Buffer };

/** Whether a name, as in `x-amz-checksum-<name>`, is one of the five. */
export const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm =>
  (checksumAlgorithms as readonly string[]).includes(name);

/** Starts a sum of the given kind. */
export function startSum(algorithm: ChecksumAlgorithm): RunningSum {
  switch (algorithm) {
    case 'crc32':
      return startCrc32();
    case 'crc32c':
      return startCrc32c();
    case 'crc64nvme':
      return startCrc64Nvme();
    case 'sha1':
    case 'sha256': {
      const hash = createHash(algorithm);
      return { update: (piece) => void hash.update(piece), digest: () => hash.digest() };
    }
  }
}

/** The sum of one piece, in base64. */
export function checksumOf(algorithm: ChecksumAlgorithm, content: Buffer): string {
  const sum = startSum(algorithm);
  sum.update(content);
  return sum.digest().toString('base64');
}

function startCrc32(): RunningSum {
  let crc = 0;
  return {
    update: (piece) => {
      crc = crc32(piece, crc);
    },
    digest: () => bigEndian(crc),
  };
}

/** CRC-32C (Castagnoli): reflected polynomial 0x82f63b78. */
const castagnoliTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let entry = byte;
  for (let bit = 0; bit < 8; bit++) entry = entry & 1 ? (entry >>> 1) ^ 0x82f63b78 : entry >>> 1;
  return entry;
});

function startCrc32c(): RunningSum {
  let crc = 0xffffffff;
  return {
    update: (piece) => {
      for (const byte of piece) crc = (crc >>> 8) ^ (castagnoliTable[(crc ^ byte) & 0xff] ?? 0);
    },
    digest: () => bigEndian(~crc),
  };
}

/** CRC-64/NVME: reflected polynomial 0x9a6c9329ac4bc9b5, kept as two 32-bit halves for speed. */
const nvmeTable = (() => {
  const high = new Uint32Array(256);
  const low = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let entry = BigInt(byte);
    for (let bit = 0; bit < 8; bit++)
      entry = entry & 1n ? (entry >> 1n) ^ 0x9a6c9329ac4bc9b5n : entry >> 1n;
    high[byte] = Number(entry >> 32n);
    low[byte] = Number(entry & 0xffffffffn);
  }
  return { high, low };
})();

function startCrc64Nvme(): RunningSum {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update: (piece) => {
      for (const byte of piece) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (nvmeTable.low[index] ?? 0);
        high = (high >>> 8) ^ (nvmeTable.high[index] ?? 0);
      }
    },
    digest: () => Buffer.concat([bigEndian(~high), bigEndian(~low)]),
  };
}

function bigEndian(word: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(word >>> 0);
  return bytes;
}
