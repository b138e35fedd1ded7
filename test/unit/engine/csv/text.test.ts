import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EncodingName } from '#contract/schemas/common.ts';
import { detectLayout, type TextLayout } from '#engine/csv/encoding.ts';
import { readText, SourceChanged, SourceReadFailed } from '#engine/csv/text.ts';
import { encode } from './encodings.ts';
import { temporaryFolder, withFile } from './temporary-folder.ts';

const folder = temporaryFolder();

const layoutOf = (fd: number, bytes: Uint8Array, chosen: EncodingName | 'auto'): TextLayout => {
  const hooks = { cancelled: () => false, progress: () => undefined };
  const detected = detectLayout(fd, bytes.length, chosen, hooks);
  if (typeof detected === 'string') throw new Error(detected);
  return detected.layout;
};

/** All of the text from an offset on; fails where a chunk is empty or not where the last one ended. */
const textFrom = (fd: number, fileBytes: number, layout: TextLayout, from?: number): Buffer => {
  const chunks: Buffer[] = [];
  let next = from ?? 0;
  for (const { bytes, textOffset } of readText(fd, fileBytes, layout, from)) {
    expect([textOffset, bytes.length > 0]).toEqual([next, true]);
    chunks.push(Buffer.from(bytes));
    next += bytes.length;
  }
  return Buffer.concat(chunks);
};

const wholeText = (bytes: Uint8Array, chosen: EncodingName | 'auto' = 'auto'): Buffer =>
  withFile(folder, bytes, (fd) => textFrom(fd, bytes.length, layoutOf(fd, bytes, chosen)));

const plain = { encoding: 'utf-8', bomBytes: 0, boms: 0, checkpoints: [] } as const;

describe('reading that fails', () => {
  it.each(['utf-8', 'cp932'] as const)('notices a file that became shorter: %s', (encoding) => {
    const read = (): Buffer =>
      withFile(folder, Buffer.from('abc'), (fd) => textFrom(fd, 4, { ...plain, encoding }));
    expect(read).toThrow(SourceChanged);
  });

  it('tells why the system could not read', () => {
    const path = join(folder, 'write-only.csv');
    writeFileSync(path, 'abc');
    const fd = openSync(path, 'a');
    expect(() => textFrom(fd, 3, plain)).toThrow(new SourceReadFailed('EBADF'));
    closeSync(fd);
  });

  it('gives nothing past the end', () => {
    const texts = (['auto', 'cp932'] as const).map((chosen) =>
      withFile(folder, Buffer.from('abc'), (fd) =>
        textFrom(fd, 3, layoutOf(fd, Buffer.from('abc'), chosen), 3).toString(),
      ),
    );
    expect(texts).toEqual(['', '']);
  });
});

describe('bytes that are no text', () => {
  it('of a UTF-8 file stay as they are', () => {
    const bytes = Buffer.concat([
      Buffer.from('a\0'),
      Buffer.of(0xe3, 0x81, 0xff, 0xc0),
      Buffer.from('é'),
    ]);
    expect(wholeText(bytes)).toEqual(bytes);
  });

  it('of another encoding become 0xFF wherever they stand around the border of a block', () => {
    const kanji = '会'.repeat(40_000);
    for (const shift of [-3, -2, -1, 0, 1, 2]) {
      const before = 'a'.repeat(65_536 + shift);
      const bytes = Buffer.concat([
        Buffer.from(before),
        Buffer.of(0x81, 0x2c),
        encode(kanji, 'cp932'),
      ]);
      expect(wholeText(bytes, 'cp932')).toEqual(
        Buffer.concat([Buffer.from(before), Buffer.of(0xff, 0x2c), Buffer.from(kanji)]),
      );
    }
  });

  it('at the odd end of UTF-16 becomes one 0xFF', () => {
    const bytes = Buffer.concat([encode('\ufeffa\n', 'utf-16le'), Buffer.of(0x62)]);
    expect(wholeText(bytes)).toEqual(Buffer.from([0x61, 0x0a, 0xff]));
  });
});

describe('byte order marks', () => {
  it.each([
    { what: 'none', bytes: Buffer.from('a'), text: 'a' },
    { what: 'one', bytes: Buffer.from('\ufeffa'), text: 'a' },
    { what: 'two', bytes: Buffer.from('\ufeff\ufeffa'), text: 'a' },
    { what: 'nothing else', bytes: Buffer.from('\ufeff'), text: '' },
    { what: 'nothing else in UTF-16', bytes: encode('\ufeff', 'utf-16le'), text: '' },
    { what: 'two in UTF-16', bytes: encode('\ufeff\ufeffa', 'utf-16be'), text: 'a' },
    { what: 'one in the middle', bytes: Buffer.from('a\ufeffb'), text: 'a\ufeffb' },
  ])('are not in the text: $what', ({ bytes, text }) => {
    expect(wholeText(bytes).toString()).toBe(text);
  });
});

describe('the text', () => {
  const encodings = ['utf-8', 'cp932', 'euc-jp', 'utf-16le', 'utf-16be', 'latin-1'] as const;
  const inAll = 'U0123abc,"\r\n\t ';
  const repertoire = (encoding: EncodingName): string => {
    if (encoding === 'latin-1') return `${inAll}éÄß`;
    const isJapanese = encoding === 'cp932' || encoding === 'euc-jp';
    return `${inAll}会員番号ソ表ｱｶﾞぁアー①髙${isJapanese ? '' : 'é😀𠮷'}`;
  };

  it.each(encodings)('comes back from any place: %s', (encoding) => {
    const piece = fc.string({ unit: fc.constantFrom(...repertoire(encoding)), minLength: 1 });
    fc.assert(
      fc.property(
        piece,
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 5 }),
        (seed, isLong, picks) => {
          const text = isLong ? seed.repeat(Math.ceil(140_000 / seed.length)) : seed;
          const whole = Buffer.from(text);
          const bytes = encode(text, encoding);
          withFile(folder, bytes, (fd) => {
            const layout = layoutOf(fd, bytes, encoding);
            const starts = layout.checkpoints.map((checkpoint) => checkpoint.textOffset);
            const offsets = [...starts, ...picks.map((pick) => pick % (whole.length + 1))];
            for (const offset of [undefined, ...offsets]) {
              const tail = textFrom(fd, bytes.length, layout, offset);
              expect(tail.equals(whole.subarray(offset ?? 0))).toBe(true);
            }
          });
        },
      ),
      { numRuns: 8 },
    );
  });

  it('of a large UTF-8 file comes in pieces', () => {
    const bytes = Buffer.from('会員\n'.repeat(400_000));
    expect(wholeText(bytes).equals(bytes)).toBe(true);
  });
});
