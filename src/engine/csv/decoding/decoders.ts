/**
 * Other encodings into UTF-8, a block at a time. Each decoder begins on a character's border and stops
 * before a character that the block cuts off, so the caller can go on from there: none keeps a state.
 * Each byte that does not decode becomes the byte 0xFF, which is never UTF-8. How many bytes are given
 * up together is as in the WHATWG Encoding Standard: a character's bytes with a trail byte that is not
 * ASCII; an ASCII byte is kept, so that a delimiter or a line end is never swallowed.
 */
import type { EncodingName } from '#contract/schemas/common.ts';
import { cp932Pairs, eucPairs, eucSupplementPairs } from './japanese-tables.ts';
import { createDecoding, type DecodingInstance, type SequenceTables } from './module.ts';

export { MAX_SOURCE_BYTES } from './module.ts';

export type ForeignEncoding = Exclude<EncodingName, 'utf-8'>;

/** How far a block was decoded: source bytes used, text bytes written, undecodable bytes. */
export type Decoded = {
  readonly consumed: number;
  readonly written: number;
  readonly undecodable: number;
};

/**
 * `source` has at most `MAX_SOURCE_BYTES`, and `target` room for `MAX_GROWTH` times as many.
 * `isLast`: the file ends with the block.
 */
export type Decoder = (source: Uint8Array, isLast: boolean, target: Uint8Array) => Decoded;

/** One source byte becomes at most this many bytes of UTF-8. */
export const MAX_GROWTH = 3;

const HALF_WIDTH_KATAKANA = 0xff61 - 0xa1;

/** Puts half-width katakana, which are the bytes 0xA1 to 0xDF, into a table from `at` on. */
const putKatakana = (table: Uint16Array, at: number): void => {
  for (let byte = 0xa1; byte <= 0xdf; byte += 1) table[at + byte] = byte + HALF_WIDTH_KATAKANA;
};

/** 1 for all bytes but those of the ranges, which begin sequences of two. */
const lengthsOf = (leads: readonly (readonly [first: number, last: number])[]): Uint8Array => {
  const lengths = new Uint8Array(256).fill(1);
  for (const [first, last] of leads) lengths.fill(2, first, last + 1);
  return lengths;
};

const cp932Tables = (): SequenceTables => {
  const singles = new Uint16Array(256);
  putKatakana(singles, 0);
  const lengths = lengthsOf([
    [0x81, 0x9f],
    [0xe0, 0xfc],
  ]);
  return { lengths, singles, pairs: cp932Pairs() };
};

const eucJpTables = (): SequenceTables => {
  const pairs = eucPairs().slice();
  putKatakana(pairs, 0x8e00);
  const lengths = lengthsOf([
    [0x8e, 0x8e],
    [0xa1, 0xfe],
  ]);
  lengths[0x8f] = 3;
  return { lengths, singles: new Uint16Array(256), pairs, supplement: eucSupplementPairs() };
};

/**
 * 0x80 to 0x9F of windows-1252, which is what programs mean by Latin-1 (the WHATWG Encoding Standard
 * takes the one name for the other). The five bytes without a character are control characters.
 */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

const latin1Tables = (): SequenceTables => ({
  lengths: lengthsOf([]),
  singles: Uint16Array.from({ length: 256 }, (_, byte) =>
    byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252.charCodeAt(byte - 0x80) : byte,
  ),
});

/** A decoder around an instance, whose memory nobody sees. */
const decoderWith = (
  instance: DecodingInstance,
  decode: (sourceBytes: number, isLast: boolean) => number,
): Decoder => {
  const { consumed, undecodable } = instance;
  return (source, isLast, target) => {
    instance.source.set(source);
    const written = decode(source.length, isLast);
    target.set(instance.target.subarray(0, written));
    return { consumed: consumed.value, written, undecodable: undecodable.value };
  };
};

const decoderBySequences = (tables: SequenceTables): Decoder => {
  const instance = createDecoding(tables);
  return decoderWith(instance, instance.decodeSequences);
};

const decoderOfUnits = (isBigEndian: boolean): Decoder => {
  const instance = createDecoding(null);
  return decoderWith(instance, (sourceBytes, isLast) =>
    instance.decodeUnits(sourceBytes, isLast, isBigEndian),
  );
};

const createDecoder = (encoding: ForeignEncoding): Decoder => {
  switch (encoding) {
    case 'cp932':
      return decoderBySequences(cp932Tables());
    case 'euc-jp':
      return decoderBySequences(eucJpTables());
    case 'utf-16le':
      return decoderOfUnits(false);
    case 'utf-16be':
      return decoderOfUnits(true);
    case 'latin-1':
      return decoderBySequences(latin1Tables());
  }
};

const decoders = new Map<ForeignEncoding, Decoder>();

/** The decoder of an encoding. Latin-1 is windows-1252; there every byte decodes. */
export const decoderOf = (encoding: ForeignEncoding): Decoder => {
  const known = decoders.get(encoding);
  if (known !== undefined) return known;
  const decoder = createDecoder(encoding);
  decoders.set(encoding, decoder);
  return decoder;
};
