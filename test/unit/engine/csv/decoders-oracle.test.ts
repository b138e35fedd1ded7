/** The decoders against the runtime's own, which know the same encodings by the WHATWG's tables. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoderOf, type ForeignEncoding, MAX_GROWTH } from '#engine/csv/decoding/decoders.ts';

type Encoding = Exclude<ForeignEncoding, 'latin-1'>;

const labels = {
  cp932: 'shift_jis',
  'euc-jp': 'euc-jp',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
} as const satisfies Record<Encoding, string>;

/** The text by the runtime's decoder; null where some of the bytes do not decode. */
const byRuntime = (bytes: Uint8Array, encoding: Encoding): string | null => {
  try {
    return new TextDecoder(labels[encoding], { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
};

const decode = (source: Uint8Array, encoding: Encoding, isLast = true) => {
  const target = new Uint8Array(source.length * MAX_GROWTH);
  const { consumed, written, undecodable } = decoderOf(encoding)(source, isLast, target);
  return { consumed, undecodable, text: Buffer.from(target.subarray(0, written)) };
};

/** Block by block; one in which nothing ends goes on into the next. */
const decodeInBlocks = (source: Uint8Array, encoding: Encoding, blockBytes: number): Buffer => {
  const texts: Buffer[] = [];
  let block = blockBytes;
  for (let at = 0; at < source.length; ) {
    const isLast = at + block >= source.length;
    const decoded = decode(source.subarray(at, at + block), encoding, isLast);
    texts.push(decoded.text);
    at += decoded.consumed;
    block = decoded.consumed === 0 ? block + 1 : blockBytes;
  }
  return Buffer.concat(texts);
};

/** Where the first byte stands that is no part of a character. */
const firstUndecodable = (source: Uint8Array, encoding: Encoding): number => {
  for (let length = source.length; ; length -= 1) {
    const { consumed, undecodable } = decode(source.subarray(0, length), encoding, false);
    if (undecodable === 0) return consumed;
  }
};

/**
 * Bytes about which the runtime is not the standard: in CP932 it decodes 0x80 and exchanges three
 * control characters; in EUC-JP it has the C1 control characters, three signs after the half-width
 * katakana, and private characters in rows of JIS X 0212 that are empty.
 */
const isLeftOut = (encoding: Encoding, bytes: Uint8Array): boolean => {
  if (encoding === 'cp932') return bytes.some((byte) => [0x80, 0x1a, 0x1c, 0x7f].includes(byte));
  if (encoding !== 'euc-jp') return false;
  return bytes.some((byte, at) => {
    const isSingleShift = byte === 0x8e || byte === 0x8f;
    const isC1 = byte >= 0x80 && byte <= 0xa0 && !isSingleShift;
    const next = bytes[at + 1] ?? 0;
    return isC1 || (byte === 0x8f && next > 0xed) || (byte === 0x8e && next > 0xdf);
  });
};

const single = fc.integer({ min: 0, max: 0xff });
const units = fc.constantFrom<number[][]>(
  ...[[0x41], [0x0a], [0x22], [0x2c], [0x82, 0xa0], [0xa4, 0xa2], [0xb1], [0x8e, 0xb1]],
  ...[[0xf0, 0x40], [0xf9, 0xfc], [0x8f, 0xb0, 0xa1], [0x81], [0xfc], [0x94, 0x5c]],
  ...[
    [0x41, 0x00],
    [0x00, 0x41],
    [0x42, 0x30],
    [0x30, 0x42],
    [0xff, 0xfe],
    [0xfe, 0xff],
  ],
  ...[
    [0x3d, 0xd8, 0x00, 0xde],
    [0xd8, 0x3d, 0xde, 0x00],
    [0x00, 0xdc],
    [0xdc, 0x00],
  ],
);
const ascii = fc.array(fc.constantFrom(0x41, 0x2c, 0x0a, 0x30), { minLength: 10, maxLength: 40 });
const bytesOf = fc
  .array(
    fc.oneof(
      units,
      units,
      ascii,
      single.map((byte) => [byte]),
    ),
    { maxLength: 40 },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

const encodings = Object.keys(labels) as Encoding[];

describe.each(encodings)('%s', (encoding) => {
  it('decodes what the runtime decodes, to the same text, and nothing else', () => {
    fc.assert(
      fc.property(bytesOf, (bytes) => {
        fc.pre(!isLeftOut(encoding, bytes));
        const { text, undecodable, consumed } = decode(bytes, encoding);
        const known = byRuntime(bytes, encoding);
        expect([consumed, undecodable === 0]).toEqual([bytes.length, known !== null]);
        if (known !== null) expect(text.toString()).toBe(known);
      }),
      { numRuns: 1500 },
    );
  });

  it('finds the first byte that does not decode where the runtime does', () => {
    fc.assert(
      fc.property(bytesOf, (bytes) => {
        fc.pre(!isLeftOut(encoding, bytes));
        const { undecodable, text } = decode(bytes, encoding);
        fc.pre(undecodable > 0);
        const at = firstUndecodable(bytes, encoding);
        const before = byRuntime(bytes.subarray(0, at), encoding);
        expect(text.subarray(0, text.indexOf(0xff)).toString()).toBe(before);
        const after = [1, 2, 3, 4].map((length) =>
          byRuntime(bytes.subarray(at, Math.min(at + length, bytes.length)), encoding),
        );
        expect(after).toEqual([null, null, null, null]);
      }),
      { numRuns: 500 },
    );
  });

  it('makes the same of blocks of any size', () => {
    fc.assert(
      fc.property(bytesOf, fc.integer({ min: 1, max: 64 }), (bytes, blockBytes) => {
        expect(decodeInBlocks(bytes, encoding, blockBytes)).toEqual(decode(bytes, encoding).text);
      }),
      { numRuns: 500 },
    );
  });
});

it.each(['cp932', 'euc-jp'] as const)(
  'knows each pair of bytes that the runtime knows: %s',
  (encoding) => {
    const wrong: string[] = [];
    for (let lead = 0x81; lead <= 0xff; lead += 1) {
      for (let trail = 0x20; trail <= 0xff; trail += 1) {
        const bytes = Uint8Array.of(lead, trail);
        if (isLeftOut(encoding, bytes)) continue;
        const { text, undecodable } = decode(bytes, encoding);
        const known = byRuntime(bytes, encoding);
        if ((undecodable > 0 ? null : text.toString()) !== known)
          wrong.push(Buffer.from(bytes).toString('hex'));
      }
    }
    expect(wrong).toEqual([]);
  },
  30_000,
);

it('knows each unit of UTF-16 that is a character by itself', () => {
  const units = Uint16Array.from({ length: 0x10000 }, (_, unit) => unit);
  const source = Buffer.from(units.filter((unit) => unit < 0xd800 || unit > 0xdfff).buffer);
  const text = decodeInBlocks(source, 'utf-16le', 0x1_0000);
  expect(text.equals(Buffer.from(source.toString('utf16le')))).toBe(true);
});
