import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUtf8Check } from '#engine/csv/utf8-validity.ts';

const check = (chunks: readonly Uint8Array[]): boolean => {
  const utf8 = createUtf8Check();
  for (const chunk of chunks) utf8.push(chunk);
  return utf8.end();
};

/** All ways to cut bytes into three chunks. */
const cuts = (bytes: Uint8Array): readonly Uint8Array[][] =>
  Array.from({ length: bytes.length + 1 }, (_, first) =>
    Array.from({ length: bytes.length + 1 - first }, (_, size) => [
      bytes.subarray(0, first),
      bytes.subarray(first, first + size),
      bytes.subarray(first + size),
    ]),
  ).flat();

const around = (middle: readonly number[]): Uint8Array =>
  Uint8Array.from([0x61, 0x62, ...middle, 0x63, 0x64]);

describe('UTF-8 over chunk borders', () => {
  it.each([
    { what: 'a continuation alone', bytes: [0x80] },
    { what: 'a lead alone', bytes: [0xe3] },
    { what: 'a character without its end', bytes: [0xe3, 0x81] },
    { what: 'an overlong NUL', bytes: [0xc0, 0x80] },
    { what: 'an overlong slash of three', bytes: [0xe0, 0x80, 0xaf] },
    { what: 'a surrogate', bytes: [0xed, 0xa0, 0x80] },
    { what: 'over U+10FFFF', bytes: [0xf4, 0x90, 0x80, 0x80] },
    { what: 'a lead of five', bytes: [0xf8, 0x88, 0x80, 0x80, 0x80] },
    { what: 'never used', bytes: [0xff] },
  ])('is refused wherever it is cut: $what', ({ bytes }) => {
    expect(cuts(around(bytes)).map(check)).toEqual(cuts(around(bytes)).map(() => false));
  });

  it('is refused where the last character is cut off', () => {
    for (const bytes of [[0xc3], [0xe3, 0x81], [0xf0, 0x9f, 0x98]]) {
      expect(cuts(Uint8Array.from(bytes)).some(check)).toBe(false);
    }
  });

  it('is accepted wherever characters of each length are cut', () => {
    const bytes = new TextEncoder().encode('aéあ😀\u{10ffff}\u{ffff}');
    expect(cuts(bytes).every(check)).toBe(true);
  });

  it('stays refused', () => {
    const utf8 = createUtf8Check();
    expect([utf8.push(Uint8Array.of(0x41, 0xff)), utf8.push(Uint8Array.of(0x41))]).toEqual([
      false,
      false,
    ]);
  });

  it('agrees with the whole for any bytes in any chunks', () => {
    const pieces = fc.oneof(
      fc.constantFrom('a', 'é', 'あ', '😀').map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    );
    const chunks = fc.array(fc.array(pieces, { maxLength: 4 }).map((list) => Buffer.concat(list)));
    fc.assert(
      fc.property(chunks, fc.nat(5), (list, size) => {
        const whole = Buffer.concat(list);
        const cut = size === 0 ? list : Array.from(whole, (_, at) => whole.subarray(at, at + 1));
        expect(check(cut)).toBe(isUtf8(whole));
      }),
      { numRuns: 300 },
    );
  });
});
