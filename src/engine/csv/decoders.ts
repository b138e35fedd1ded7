/**
 * Other encodings into UTF-8, a block at a time. Each decoder begins on a character's border and stops
 * before a character that the block cuts off, so the caller can go on from there: none keeps a state.
 * Each byte that does not decode becomes the byte 0xFF, which is never UTF-8. How many bytes are given
 * up together is as in the WHATWG Encoding Standard: a character's bytes with a trail byte that is not
 * ASCII; an ASCII byte is kept, so that a delimiter or a line end is never swallowed.
 */
import type { EncodingName } from '#contract/schemas/common.ts';
import { cp932Pairs, eucPairs, eucSupplementPairs, type PairTable } from './japanese-tables.ts';

export type ForeignEncoding = Exclude<EncodingName, 'utf-8'>;

/** How far a block was decoded: source bytes used, text bytes written, undecodable bytes. */
export type Decoded = {
  readonly consumed: number;
  readonly written: number;
  readonly undecodable: number;
};

/** `target` has room for `MAX_GROWTH` times the source. `isLast`: the file ends with the block. */
export type Decoder = (source: Uint8Array, isLast: boolean, target: Uint8Array) => Decoded;

/** One source byte becomes at most this many bytes of UTF-8. */
export const MAX_GROWTH = 3;

const UNDECODABLE = 0xff;

/** Writes a code point at `at` and returns where the next one goes. */
const put = (target: Uint8Array, at: number, code: number): number => {
  if (code < 0x80) {
    target[at] = code;
    return at + 1;
  }
  if (code < 0x800) {
    target[at] = 0xc0 | (code >> 6);
    target[at + 1] = 0x80 | (code & 0x3f);
    return at + 2;
  }
  if (code < 0x10000) {
    target[at] = 0xe0 | (code >> 12);
    target[at + 1] = 0x80 | ((code >> 6) & 0x3f);
    target[at + 2] = 0x80 | (code & 0x3f);
    return at + 3;
  }
  target[at] = 0xf0 | (code >> 18);
  target[at + 1] = 0x80 | ((code >> 12) & 0x3f);
  target[at + 2] = 0x80 | ((code >> 6) & 0x3f);
  target[at + 3] = 0x80 | (code & 0x3f);
  return at + 4;
};

/** Writes 0xFF `count` times at `at`. */
const putUndecodable = (target: Uint8Array, at: number, count: number): number => {
  target.fill(UNDECODABLE, at, at + count);
  return at + count;
};

const HALF_WIDTH_KATAKANA = 0xff61 - 0xa1;

const isHalfWidthKatakana = (byte: number): boolean => byte >= 0xa1 && byte <= 0xdf;

/** How an encoding that keeps ASCII as it is puts its other characters. */
type Sequences = {
  /** How many bytes the sequence at `at` has, from 1 to 3, whether or not it is a character. */
  readonly bytesAt: (source: Uint8Array, at: number) => number;
  /** Its code point, all of whose bytes are there; 0 where it has none. */
  readonly codeAt: (source: Uint8Array, at: number, bytes: number) => number;
};

const decodeSequences =
  ({ bytesAt, codeAt }: Sequences): Decoder =>
  (source, isLast, target) => {
    const end = source.length;
    let at = 0;
    let written = 0;
    let undecodable = 0;
    while (at < end) {
      const byte = source[at] as number;
      if (byte < 0x80) {
        target[written] = byte;
        written += 1;
        at += 1;
        continue;
      }
      const bytes = bytesAt(source, at);
      if (at + bytes > end && !isLast) break;
      const code = at + bytes > end ? 0 : codeAt(source, at, bytes);
      if (code !== 0) {
        written = put(target, written, code);
        at += bytes;
        continue;
      }
      const there = Math.min(bytes, end - at);
      const isAsciiLast = there > 1 && (source[at + there - 1] as number) < 0x80;
      const used = isAsciiLast ? there - 1 : there;
      written = putUndecodable(target, written, used);
      undecodable += used;
      at += used;
    }
    return { consumed: at, written, undecodable };
  };

const cp932Sequences = (pairs: PairTable): Sequences => ({
  bytesAt: (source, at) => {
    const byte = source[at] as number;
    return isHalfWidthKatakana(byte) || byte === 0x80 || byte === 0xa0 || byte > 0xfc ? 1 : 2;
  },
  codeAt: (source, at, bytes) => {
    const byte = source[at] as number;
    if (bytes === 2) return pairs[(byte << 8) | (source[at + 1] as number)] as number;
    return isHalfWidthKatakana(byte) ? byte + HALF_WIDTH_KATAKANA : 0;
  },
});

const isEucByte = (byte: number): boolean => byte >= 0xa1 && byte <= 0xfe;

const eucJpSequences = (pairs: PairTable, supplement: PairTable): Sequences => ({
  bytesAt: (source, at) => {
    const byte = source[at] as number;
    if (byte !== 0x8e && byte !== 0x8f && !isEucByte(byte)) return 1;
    return byte === 0x8f && isEucByte(source[at + 1] ?? 0xa1) ? 3 : 2;
  },
  codeAt: (source, at, bytes) => {
    if (bytes === 1) return 0;
    const byte = source[at] as number;
    const last = source[at + bytes - 1] as number;
    if (bytes === 3) return supplement[((source[at + 1] as number) << 8) | last] as number;
    if (byte !== 0x8e) return pairs[(byte << 8) | last] as number;
    return isHalfWidthKatakana(last) ? last + HALF_WIDTH_KATAKANA : 0;
  },
});

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** A block without surrogates is converted by the system, some ten times as fast; null for others. */
const decodeWholeUtf16 = (
  source: Uint8Array,
  highByte: 0 | 1,
  target: Uint8Array,
): Decoded | null => {
  const bytes = source.length - (source.length % 2);
  const units = Buffer.from(source.subarray(0, bytes));
  const text = (highByte === 1 ? units : units.swap16()).toString('utf16le');
  if (/[\ud800-\udfff]/.test(text)) return null;
  const { buffer, byteOffset, length } = target;
  const written = Buffer.from(buffer, byteOffset, length).write(text, 'utf8');
  return { consumed: bytes, written, undecodable: 0 };
};

const decodeUtf16 =
  (highByte: 0 | 1): Decoder =>
  (source, isLast, target) => {
    const whole = isLast ? null : decodeWholeUtf16(source, highByte, target);
    if (whole !== null) return whole;
    const unitAt = (index: number): number =>
      ((source[index + highByte] as number) << 8) | (source[index + 1 - highByte] as number);
    let at = 0;
    let written = 0;
    let undecodable = 0;
    while (at + 1 < source.length) {
      const unit = unitAt(at);
      if (isHighSurrogate(unit)) {
        if (at + 3 >= source.length && !isLast) break;
        const next = at + 3 < source.length ? unitAt(at + 2) : 0;
        if (isLowSurrogate(next)) {
          written = put(target, written, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
          at += 4;
          continue;
        }
      }
      if (isHighSurrogate(unit) || isLowSurrogate(unit)) {
        written = putUndecodable(target, written, 2);
        undecodable += 2;
      } else {
        written = put(target, written, unit);
      }
      at += 2;
    }
    if (isLast && at < source.length) {
      written = putUndecodable(target, written, 1);
      undecodable += 1;
      at += 1;
    }
    return { consumed: at, written, undecodable };
  };

/**
 * 0x80 to 0x9F of windows-1252, which is what programs mean by Latin-1 (the WHATWG Encoding Standard
 * takes the one name for the other). The five bytes without a character are control characters.
 */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

const decodeLatin1: Decoder = (source, _isLast, target) => {
  let written = 0;
  for (const byte of source) {
    const isC1 = byte >= 0x80 && byte < 0xa0;
    written = put(target, written, isC1 ? WINDOWS_1252.charCodeAt(byte - 0x80) : byte);
  }
  return { consumed: source.length, written, undecodable: 0 };
};

/** The decoder of an encoding. Latin-1 is windows-1252; there every byte decodes. */
export const decoderOf = (encoding: ForeignEncoding): Decoder => {
  switch (encoding) {
    case 'cp932':
      return decodeSequences(cp932Sequences(cp932Pairs()));
    case 'euc-jp':
      return decodeSequences(eucJpSequences(eucPairs(), eucSupplementPairs()));
    case 'utf-16le':
      return decodeUtf16(1);
    case 'utf-16be':
      return decodeUtf16(0);
    case 'latin-1':
      return decodeLatin1;
  }
};
