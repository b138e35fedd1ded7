/**
 * The short way to a record that is one line with nothing odd in it, by calls of native code. What
 * looks at a few hundred records only has no time to become fast by itself.
 */
import type { Delimiter, RawRecord } from './record.ts';

/** Longer ones take the exact way: where there is no line feed, no more than this is looked at. */
const MOST_BYTES = 4096;
const LF = 0x0a;
const CR = 0x0d;

const ODD = ['"', '\r', '\ufffd'] as const;

/**
 * The record that begins at `from`; null where it has a quote, a CR that ends no line or bytes that
 * are not UTF-8, is longer than `maxBytes`, or does not end in these bytes.
 */
export const plainRecordAt = (
  bytes: Buffer,
  from: number,
  place: Pick<RawRecord, 'number' | 'line' | 'textOffset'>,
  delimiter: Delimiter,
  maxBytes: number,
): RawRecord | null => {
  const window = bytes.subarray(from, from + MOST_BYTES);
  const lineFeed = window.indexOf(LF);
  if (lineFeed < 0) return null;
  const ending = lineFeed > 0 && window[lineFeed - 1] === CR ? 'crlf' : 'lf';
  const end = ending === 'crlf' ? lineFeed - 1 : lineFeed;
  if (end > maxBytes) return null;
  const text = window.toString('utf8', 0, end);
  if (ODD.some((odd) => text.includes(odd))) return null;
  return {
    number: place.number,
    line: place.line,
    textOffset: place.textOffset,
    bytes: lineFeed + 1,
    ending,
    fields: text.split(delimiter),
    stray: false,
    invalidEncoding: false,
    nul: text.includes('\0'),
    unterminatedAtLine: null,
    tooLongField: null,
  };
};
