import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodingByHead, isNotText, leadingBoms } from '#engine/csv/signature.ts';

const list = 'line_user_id,user_id\nU0123456789abcdef0123456789abcdef,1\n';

describe('what is no text', () => {
  it.each([
    { what: 'PNG', head: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') },
    { what: 'JPEG', head: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) },
    { what: 'GIF', head: Buffer.from('GIF89a') },
    { what: 'XLSX', head: Buffer.from('PK\x03\x04') },
    { what: 'an empty ZIP', head: Buffer.from('PK\x05\x06') },
    { what: 'PDF', head: Buffer.from('%PDF-1.7\n') },
    { what: 'gzip', head: gzipSync(list) },
    { what: 'XLS', head: Buffer.from('d0cf11e0a1b11ae1', 'hex') },
    { what: 'SQLite', head: Buffer.from('SQLite format 3\0') },
    { what: 'bytes of every value', head: Buffer.from(Array.from({ length: 256 }, (_, at) => at)) },
    { what: 'many NULs', head: Buffer.from(list.repeat(9).replaceAll(/[0-3]/g, '\0')) },
  ])('$what', ({ head }) => {
    expect(isNotText(head, false)).toBe(true);
  });

  it.each([
    { what: 'nothing', head: Buffer.alloc(0) },
    { what: 'a single NUL', head: Buffer.from('\0') },
    { what: 'a short list with a NUL and a bell', head: Buffer.from('id\na\0\nb\x07\n') },
    { what: 'sixteen NULs in a short text', head: Buffer.from(`U${'\0'.repeat(16)}`) },
    { what: 'one control byte in twenty', head: Buffer.from('abcdefghijklmnopqrs\x01'.repeat(99)) },
    { what: 'the beginning of a signature', head: Buffer.from('PK') },
    { what: 'a signature in the middle', head: Buffer.from(`${list}%PDF-1.7`) },
    { what: 'tabs and line ends alone', head: Buffer.from('\t\r\n'.repeat(50)) },
    { what: 'Japanese in CP932', head: Buffer.from('89ef88f594d48d86'.repeat(20), 'hex') },
  ])('is not: $what', ({ head }) => {
    expect(isNotText(head, false)).toBe(false);
  });

  it('is not UTF-16, whose NULs are half of each character', () => {
    const head = Buffer.from(list, 'utf16le');
    expect([isNotText(head, true), isNotText(head, false)]).toEqual([false, true]);
  });
});

describe('byte order marks', () => {
  it.each([
    { hex: '', encoding: 'utf-8', boms: { bomBytes: 0, boms: 0 } },
    { hex: 'efbb', encoding: 'utf-8', boms: { bomBytes: 0, boms: 0 } },
    { hex: 'efbbbf', encoding: 'utf-8', boms: { bomBytes: 3, boms: 1 } },
    { hex: 'efbbbfefbbbf41', encoding: 'utf-8', boms: { bomBytes: 6, boms: 2 } },
    { hex: 'efbbbfefbbbfefbbbf', encoding: 'utf-8', boms: { bomBytes: 6, boms: 2 } },
    { hex: 'fffe4100', encoding: 'utf-16le', boms: { bomBytes: 2, boms: 1 } },
    { hex: 'fefffeff0041', encoding: 'utf-16be', boms: { bomBytes: 4, boms: 2 } },
    { hex: 'fffe4100', encoding: 'utf-16be', boms: { bomBytes: 0, boms: 0 } },
    { hex: 'efbbbf41', encoding: 'cp932', boms: { bomBytes: 0, boms: 0 } },
  ] as const)('of $encoding in $hex', ({ hex, encoding, boms }) => {
    expect(leadingBoms(Buffer.from(hex, 'hex'), encoding)).toEqual(boms);
  });
});

describe('the encoding that the head decides', () => {
  const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

  it.each([
    { what: 'plain text', head: Buffer.from(list), encoding: null },
    { what: 'nothing', head: Buffer.alloc(0), encoding: null },
    { what: 'a letter and a NUL', head: Buffer.from('a\0'), encoding: null },
    { what: 'NULs alone', head: Buffer.alloc(100), encoding: null },
    { what: 'some NULs', head: Buffer.from(list.replaceAll('0', '\0')), encoding: null },
    { what: 'a UTF-8 mark', head: Buffer.from(`\ufeff${list}`), encoding: 'utf-8' },
    { what: 'a UTF-16 mark', head: Buffer.from('\ufeff会員', 'utf16le'), encoding: 'utf-16le' },
    { what: 'the other UTF-16 mark', head: swapped('\ufeff会員'), encoding: 'utf-16be' },
    { what: 'UTF-16 without a mark', head: Buffer.from(list, 'utf16le'), encoding: 'utf-16le' },
    { what: 'the other UTF-16 without a mark', head: swapped(list), encoding: 'utf-16be' },
    {
      what: 'UTF-16 with some Japanese, cut within a character',
      head: Buffer.from(`${list}U0123,会員`, 'utf16le').subarray(0, -1),
      encoding: 'utf-16le',
    },
  ])('$what', ({ head, encoding }) => {
    expect(encodingByHead(head)).toBe(encoding);
  });
});
