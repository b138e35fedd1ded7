/**
 * Text into records: the plain, exact state machine. It goes byte by byte and keeps no more than one
 * field and the fields of one record, so neither the size of the chunks nor that of the file matters.
 * A record that is one whole line with nothing odd in it is taken at once (`plain-record.ts`).
 * What it says is the definition; a faster scanner must say the same. The semantics are in
 * `docs/checking.md`, *From text to records*.
 */
import { isUtf8 } from 'node:buffer';
import { plainRecordAt } from './plain-record.ts';
import type { Delimiter, RawRecord, RecordEnding } from './record.ts';
import type { TextChunk } from './text.ts';

export type SplitOptions = {
  readonly delimiter: Delimiter;
  /** Longest value, in bytes of text without the quotes around it or doubled in it. */
  readonly maxFieldBytes?: number;
  /** Physical line at the first byte. */
  readonly line?: number;
};

export const MAX_FIELD_BYTES = 1_048_576;

/**
 * A record has a limit too, so that memory stays bounded for any file (five hundred million
 * delimiters, say): a field whose delimiter stands this far from the record's start is too long.
 */
export const MAX_RECORD_BYTES = 4 * MAX_FIELD_BYTES;

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

type State =
  | 'field-start'
  | 'unquoted'
  | 'quoted'
  /** After a quote in a quoted field: the closing one, or the first of two. */
  | 'quote-seen'
  /** After a CR that ended a record: a LF still belongs to it. */
  | 'after-cr';

const FIRST_RECORD_BYTES = 4096;

/** The values of one record while they grow: one after the other, and where each one ends. */
type Values = {
  bytes: Buffer;
  length: number;
  /** End of each finished value; the unfinished one begins where the last of them ends. */
  ends: number[];
  /** All bytes or-ed together: 0x80 and above means that not all of them are ASCII. */
  bits: number;
  hasNul: boolean;
};

const specialBytes = (delimiter: Delimiter): Uint8Array => {
  const special = new Uint8Array(256);
  for (const byte of [delimiter.charCodeAt(0), QUOTE, LF, CR]) special[byte] = 1;
  return special;
};

/** 1 for each byte that could mean something in any state. A table is faster than comparing. */
const SPECIAL: Readonly<Record<Delimiter, Uint8Array>> = {
  ',': specialBytes(','),
  ';': specialBytes(';'),
  '\t': specialBytes('\t'),
};

const makeRoom = (values: Values, bytes: number): void => {
  if (values.length + bytes <= values.bytes.length) return;
  const wider = Buffer.allocUnsafe(Math.max(values.bytes.length * 2, values.length + bytes));
  wider.set(values.bytes.subarray(0, values.length));
  values.bytes = wider;
};

/**
 * Appends the byte at `from`, whatever it is, and those after it up to the next special one,
 * but not beyond `end`. Returns where it stopped.
 */
const appendRun = (
  values: Values,
  source: Uint8Array,
  from: number,
  end: number,
  special: Uint8Array,
): number => {
  makeRoom(values, end - from);
  const { bytes } = values;
  let { length, bits, hasNul } = values;
  let index = from;
  do {
    const byte = source[index] as number;
    bytes[length] = byte;
    length += 1;
    index += 1;
    bits |= byte;
    if (byte === 0) hasNul = true;
  } while (index < end && special[source[index] as number] === 0);
  values.length = length;
  values.bits = bits;
  values.hasNul = hasNul;
  return index;
};

/** The finished values as strings, and whether all of their bytes are UTF-8. */
const decode = ({ bytes, ends, bits }: Values): { fields: string[]; isValid: boolean } => {
  const fields: string[] = [];
  let isValid = true;
  let start = 0;
  const ascii = bits < 0x80 ? bytes.toString('latin1', 0, ends.at(-1) ?? 0) : null;
  for (const end of ends) {
    const text = ascii?.slice(start, end) ?? bytes.toString('utf8', start, end);
    if (ascii === null && text.includes('\ufffd')) {
      isValid &&= isUtf8(bytes.subarray(start, end));
    }
    fields.push(text);
    start = end;
  }
  return { fields, isValid };
};

const BEGINNING_BYTES = 1024;

/** The first characters of the unfinished value; one that is cut off is left out. */
const beginning = ({ bytes, ends, length }: Values): string => {
  const start = ends.at(-1) ?? 0;
  const shown = bytes.toString('utf8', start, Math.min(length, start + BEGINNING_BYTES));
  return shown.replace(/\ufffd+$/, '');
};

/** Only ever true where a closing quote stands within the bytes of one character. */
const isContinuation = (byte: number): boolean => byte >= 0x80 && byte < 0xc0;

/**
 * Splits text into records, in order. Chunks must follow on each other; they may be of any size, and
 * their bytes are not looked at again after the next chunk was asked for. Ends by itself after the
 * first field over the limit.
 */
export function* splitRecords(
  chunks: Iterable<TextChunk>,
  options: SplitOptions,
): Generator<RawRecord> {
  const delimiter = options.delimiter.charCodeAt(0);
  const special = SPECIAL[options.delimiter];
  const maxFieldBytes = options.maxFieldBytes ?? MAX_FIELD_BYTES;

  let state: State = 'field-start';
  let line = options.line ?? 1;

  const values: Values = {
    bytes: Buffer.allocUnsafe(FIRST_RECORD_BYTES),
    length: 0,
    ends: [],
    bits: 0,
    hasNul: false,
  };
  let fieldLine = line;
  /** The byte before was a CR inside quotes: a LF does not begin another line. */
  let quotedCr = false;

  let number = 1;
  let recordLine = line;
  let recordOffset = 0;
  let stray = false;
  let isSplitCharacter = false;

  const endField = (): void => {
    values.ends.push(values.length);
  };

  const endRecord = (
    endOffset: number,
    ending: RecordEnding,
    broken: Partial<Pick<RawRecord, 'unterminatedAtLine' | 'tooLongField'>> = {},
  ): RawRecord => {
    const { fields, isValid } = decode(values);
    const record: RawRecord = {
      number,
      line: recordLine,
      textOffset: recordOffset,
      bytes: endOffset - recordOffset,
      ending,
      fields,
      stray,
      invalidEncoding: isSplitCharacter || !isValid,
      nul: values.hasNul,
      unterminatedAtLine: broken.unterminatedAtLine ?? null,
      tooLongField: broken.tooLongField ?? null,
    };
    number += 1;
    recordLine = line;
    recordOffset = endOffset;
    stray = false;
    isSplitCharacter = false;
    values.length = 0;
    values.ends = [];
    values.bits = 0;
    values.hasNul = false;
    return record;
  };

  const endAtLimit = (offset: number): RawRecord =>
    endRecord(offset, 'none', {
      tooLongField: { line: fieldLine, column: values.ends.length, beginning: beginning(values) },
    });

  let textEnd: number | null = null;
  for (const { bytes, textOffset } of chunks) {
    if (textEnd === null) recordOffset = textOffset;
    textEnd = textOffset + bytes.length;

    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let index = 0;
    while (index < bytes.length) {
      const byte = bytes[index] as number;
      const offset = textOffset + index;
      if (state === 'field-start' && offset === recordOffset) {
        const place = { number, line, textOffset: offset };
        const plain = plainRecordAt(buffer, index, place, options.delimiter, maxFieldBytes);
        if (plain !== null) {
          index += plain.bytes;
          number += 1;
          line += 1;
          recordLine = line;
          recordOffset += plain.bytes;
          yield plain;
          continue;
        }
      }
      index += 1;

      if (state === 'after-cr') {
        state = 'field-start';
        if (byte === LF) {
          yield endRecord(offset + 1, 'crlf');
          continue;
        }
        yield endRecord(offset, 'cr');
      }

      if (state === 'field-start') {
        fieldLine = line;
        if (byte === QUOTE) {
          state = 'quoted';
          quotedCr = false;
          continue;
        }
        state = 'unquoted';
      } else if (state === 'quoted') {
        if (byte === QUOTE) {
          state = 'quote-seen';
          continue;
        }
        if (byte === CR || (byte === LF && !quotedCr)) line += 1;
        quotedCr = byte === CR;
      } else if (state === 'quote-seen') {
        if (byte === QUOTE) {
          state = 'quoted';
          quotedCr = false;
        } else {
          state = 'unquoted';
          if (byte !== delimiter && byte !== LF && byte !== CR) stray = true;
          if (isContinuation(byte)) isSplitCharacter = true;
        }
      }

      if (state === 'unquoted') {
        if (byte === delimiter) {
          if (offset - recordOffset >= MAX_RECORD_BYTES) {
            yield endAtLimit(offset);
            return;
          }
          endField();
          state = 'field-start';
          continue;
        }
        if (byte === LF || byte === CR) {
          endField();
          line += 1;
          state = byte === CR ? 'after-cr' : 'field-start';
          if (byte === LF) yield endRecord(offset + 1, 'lf');
          continue;
        }
        if (byte === QUOTE) stray = true;
      }

      const room = maxFieldBytes - (values.length - (values.ends.at(-1) ?? 0));
      if (room === 0) {
        yield endAtLimit(offset);
        return;
      }
      const runLimit = Math.min(bytes.length, index - 1 + room);
      const runEnd = appendRun(values, bytes, index - 1, runLimit, special);
      if (runEnd > index) quotedCr = false;
      index = runEnd;
    }
  }

  if (textEnd === null || textEnd === recordOffset) return;
  if (state === 'after-cr') {
    yield endRecord(textEnd, 'cr');
  } else {
    endField();
    yield endRecord(textEnd, 'none', state === 'quoted' ? { unterminatedAtLine: fieldLine } : {});
  }
}
