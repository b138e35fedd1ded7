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

const decodeCp932 =
  (pairs: PairTable): Decoder =>
  (source, isLast, target) => {
    let at = 0;
    let written = 0;
    let undecodable = 0;
    while (at < source.length) {
      const byte = source[at] as number;
      if (byte < 0x80) {
        target[written] = byte;
        written += 1;
        at += 1;
      } else if (isHalfWidthKatakana(byte)) {
        written = put(target, written, byte + HALF_WIDTH_KATAKANA);
        at += 1;
      } else if (byte === 0x80 || byte === 0xa0 || byte > 0xfc) {
        written = putUndecodable(target, written, 1);
        undecodable += 1;
        at += 1;
      } else {
        if (at + 1 === source.length && !isLast) break;
        const trail = source[at + 1] ?? 0;
        const code = pairs[(byte << 8) | trail] as number;
        const used = code !== 0 || trail >= 0x80 ? 2 : 1;
        if (code !== 0) {
          written = put(target, written, code);
        } else {
          written = putUndecodable(target, written, used);
          undecodable += used;
        }
        at += used;
      }
    }
    return { consumed: at, written, undecodable };
  };

const isEucByte = (byte: number): boolean => byte >= 0xa1 && byte <= 0xfe;

const decodeEucJp =
  (pairs: PairTable, supplement: PairTable): Decoder =>
  (source, isLast, target) => {
    let at = 0;
    let written = 0;
    let undecodable = 0;
    while (at < source.length) {
      const byte = source[at] as number;
      if (byte < 0x80) {
        target[written] = byte;
        written += 1;
        at += 1;
        continue;
      }
      const isLead = byte === 0x8e || byte === 0x8f || isEucByte(byte);
      const second = source[at + 1];
      const isLong = byte === 0x8f && (second === undefined || isEucByte(second));
      const size = isLead ? (isLong ? 3 : 2) : 1;
      if (at + size > source.length && !isLast) break;

      const last = source[at + size - 1] ?? 0;
      let code = 0;
      if (byte === 0x8e) code = isHalfWidthKatakana(last) ? last + HALF_WIDTH_KATAKANA : 0;
      else if (isLong) code = supplement[((second ?? 0) << 8) | last] as number;
      else if (size === 2) code = pairs[(byte << 8) | last] as number;

      if (code !== 0) {
        written = put(target, written, code);
        at += size;
      } else {
        const there = Math.min(size, source.length - at);
        const used = there > 1 && (source[at + there - 1] as number) < 0x80 ? there - 1 : there;
        written = putUndecodable(target, written, used);
        undecodable += used;
        at += used;
      }
    }
    return { consumed: at, written, undecodable };
  };

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

const decodeUtf16 =
  (highByte: 0 | 1): Decoder =>
  (source, isLast, target) => {
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
      return decodeCp932(cp932Pairs());
    case 'euc-jp':
      return decodeEucJp(eucPairs(), eucSupplementPairs());
    case 'utf-16le':
      return decodeUtf16(1);
    case 'utf-16be':
      return decodeUtf16(0);
    case 'latin-1':
      return decodeLatin1;
  }
};
