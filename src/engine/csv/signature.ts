/** What the first bytes of a file tell: byte order marks, UTF-16, and that it is no text at all. */
import type { EncodingName } from '#contract/schemas/common.ts';

/** How much of the beginning of a file is looked at. */
export const HEAD_BYTES = 65_536;

export type Boms = { readonly bomBytes: number; readonly boms: number };

const BOM_BY_ENCODING: Partial<Record<EncodingName, readonly number[]>> = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
};

/** Programs that add a mark to what already has one make two; a third would be text. */
const MAX_BOMS = 2;

const standsAt = (head: Uint8Array, at: number, bytes: readonly number[]): boolean =>
  bytes.every((byte, index) => head[at + index] === byte);

/** The byte order marks of `encoding` with which a file begins. */
export const leadingBoms = (head: Uint8Array, encoding: EncodingName): Boms => {
  const bom = BOM_BY_ENCODING[encoding];
  let boms = 0;
  if (bom !== undefined) {
    while (boms < MAX_BOMS && standsAt(head, boms * bom.length, bom)) boms += 1;
  }
  return { bomBytes: boms * (bom?.length ?? 0), boms };
};

/** UTF-16 without a mark: this share of the high bytes is NUL, and hardly any of the low ones. */
const UTF_16_HIGH_SHARE = 0.7;
const UTF_16_LOW_SHARE = 0.02;
const UTF_16_LEAST_BYTES = 4;

/** How often a byte is there; searched by native code. */
const occurrences = ({ buffer, byteOffset, length }: Uint8Array, byte: number): number => {
  const bytes = Buffer.from(buffer, byteOffset, length);
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) count += 1;
  return count;
};

const utf16ByNuls = (head: Uint8Array): 'utf-16le' | 'utf-16be' | null => {
  const units = Math.floor(head.length / 2);
  if (units * 2 < UTF_16_LEAST_BYTES || occurrences(head, 0) < units * UTF_16_HIGH_SHARE) {
    return null;
  }
  let first = 0;
  let second = 0;
  for (let at = 0; at < units * 2; at += 2) {
    if (head[at] === 0) first += 1;
    if (head[at + 1] === 0) second += 1;
  }
  const most = units * UTF_16_HIGH_SHARE;
  const few = units * UTF_16_LOW_SHARE;
  if (second >= most && first <= few) return 'utf-16le';
  return first >= most && second <= few ? 'utf-16be' : null;
};

/** The encoding that the head alone decides, if it does. */
export const encodingByHead = (head: Uint8Array): EncodingName | null => {
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be'] as const) {
    if (leadingBoms(head, encoding).boms > 0) return encoding;
  }
  return utf16ByNuls(head);
};

const ascii = (text: string): readonly number[] => [...text].map((char) => char.charCodeAt(0));

/** First bytes of formats that people drop by mistake. None of them can begin a list. */
const BINARY_SIGNATURES: readonly (readonly number[])[] = [
  [0x89, ...ascii('PNG')],
  [0xff, 0xd8, 0xff], // JPEG
  ascii('GIF87a'),
  ascii('GIF89a'),
  ascii('PK\x03\x04'), // ZIP, and with it XLSX, ODS, Numbers
  ascii('PK\x05\x06'),
  ascii('%PDF-'),
  [0x1f, 0x8b], // gzip
  [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], // OLE: XLS, DOC
  ascii('SQLite format 3\0'),
  [...ascii('7z'), 0xbc, 0xaf, 0x27, 0x1c],
  ascii('Rar!\x1a\x07'),
  [0xfd, ...ascii('7zXZ'), 0x00],
  [0x28, 0xb5, 0x2f, 0xfd], // Zstandard
  [0x7f, ...ascii('ELF')],
];

/** More control bytes than this, in number and in share, and the head is no text. */
const CONTROL_BYTES = 16;
const CONTROL_SHARE = 0.05;

const isControl = (byte: number): boolean =>
  (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f;

const CONTROLS = Array.from({ length: 128 }, (_, byte) => byte).filter(isControl);

/** Whether the file is a binary. `isUtf16`: NULs are no sign of it, because it is read as UTF-16. */
export const isNotText = (head: Uint8Array, isUtf16: boolean): boolean => {
  if (BINARY_SIGNATURES.some((signature) => standsAt(head, 0, signature))) return true;
  if (isUtf16) return false;
  const controls = CONTROLS.reduce((sum, control) => sum + occurrences(head, control), 0);
  return controls > CONTROL_BYTES && controls > head.length * CONTROL_SHARE;
};
