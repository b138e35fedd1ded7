/**
 * What each double byte of CP932 and EUC-JP stands for, as tables that are filled once from the
 * runtime's own decoders. Tables rather than those decoders do the work because only with them can
 * undecodable bytes be told from their neighbours at full speed; also, ICU's decoder for CP932 takes
 * the ASCII byte after a wrong lead byte along and exchanges U+001A, U+001C and U+007F.
 *
 * The mappings are those of the WHATWG Encoding Standard (index jis0208 with the extensions of NEC
 * and IBM, jis0212), with one exception: the byte 0x80 is undecodable in CP932.
 */

/** Code unit for `lead << 8 | trail`, 0 where nothing is assigned. All of them are in the BMP. */
export type PairTable = Uint16Array;

const LINE_FEED = 0x0a;
/** What stands in decoded text for what does not decode. */
const REPLACEMENT = 0xfffd;

type ByteRange = readonly [first: number, last: number];

const bytesOf = (ranges: readonly ByteRange[]): number[] =>
  ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index) => first + index),
  );

/**
 * Decodes every pair of a lead and a trail at once, a line each. A line feed is never part of a pair,
 * so that a pair without a meaning can't run into the next line.
 */
const tableOf = (
  label: 'shift_jis' | 'euc-jp',
  prefix: readonly number[],
  leads: readonly number[],
  trails: readonly number[],
): PairTable => {
  const pairBytes = prefix.length + 3;
  const bytes = new Uint8Array(leads.length * trails.length * pairBytes);
  let at = 0;
  for (const lead of leads) {
    for (const trail of trails) {
      bytes.set(prefix, at);
      at += pairBytes;
      bytes[at - 3] = lead;
      bytes[at - 2] = trail;
      bytes[at - 1] = LINE_FEED;
    }
  }
  const lines = new TextDecoder(label).decode(bytes);
  const table = new Uint16Array(0x10000);
  let start = 0;
  for (const lead of leads) {
    for (const trail of trails) {
      const end = lines.indexOf('\n', start);
      const unit = lines.charCodeAt(start);
      if (end === start + 1 && unit !== REPLACEMENT) table[(lead << 8) | trail] = unit;
      start = end + 1;
    }
  }
  return table;
};

const once = (make: () => PairTable): (() => PairTable) => {
  let table: PairTable | null = null;
  return () => {
    table ??= make();
    return table;
  };
};

const EUC_BYTES = bytesOf([[0xa1, 0xfe]]);

export const cp932Pairs = once(() =>
  tableOf(
    'shift_jis',
    [],
    bytesOf([
      [0x81, 0x9f],
      [0xe0, 0xfc],
    ]),
    bytesOf([
      [0x40, 0x7e],
      [0x80, 0xfc],
    ]),
  ),
);

/** JIS X 0208 in EUC-JP: two bytes from 0xA1 on. */
export const eucPairs = once(() => tableOf('euc-jp', [], EUC_BYTES, EUC_BYTES));

/** JIS X 0212 in EUC-JP: 0x8F, then two bytes from 0xA1 on. Rows after the last one are private. */
export const eucSupplementPairs = once(() =>
  tableOf('euc-jp', [0x8f], bytesOf([[0xa1, 0xed]]), EUC_BYTES),
);
