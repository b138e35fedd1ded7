import { createHash } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EncodingName } from '#contract/schemas/common.ts';
import { type Detected, detectLayout } from '#engine/csv/encoding.ts';
import { SourceReadFailed } from '#engine/csv/text.ts';
import { encode } from './encodings.ts';
import { temporaryFolder, withFile } from './temporary-folder.ts';

const folder = temporaryFolder();
const MEBIBYTE = 1_048_576;

const detect = (bytes: Uint8Array, chosen: EncodingName | 'auto' = 'auto'): Detected => {
  const hooks = { cancelled: () => false, progress: () => undefined };
  const detected = withFile(folder, bytes, (fd) => detectLayout(fd, bytes.length, chosen, hooks));
  if (typeof detected === 'string') throw new Error(detected);
  return detected;
};

const encodingOf = (bytes: Uint8Array): EncodingName => detect(bytes).layout.encoding;

const ids = (rows: number): string => 'U0123456789abcdef0123456789abcdef,1\n'.repeat(rows);

describe('a file that is not UTF-8 as a whole', () => {
  const border = MEBIBYTE;

  it.each([
    { what: 'a byte that is never used', bytes: [0xff] },
    { what: 'an overlong form', bytes: [0xc0, 0x80] },
    { what: 'a surrogate', bytes: [0xed, 0xa0, 0x80] },
    { what: 'a character without its end', bytes: [0xe3] },
  ])('keeps its invalid bytes at any place around a step of reading: $what', ({ bytes }) => {
    const found = [-4, -3, -2, -1, 0, 1].map((shift) => {
      const file = Buffer.alloc(border + 20, 'a');
      file.set([...bytes, 0x20], border + shift);
      return detect(file).layout;
    });
    const layout = { encoding: 'utf-8', bomBytes: 0, boms: 0, checkpoints: [] };
    expect(found).toEqual(found.map(() => layout));
  });

  it('is UTF-8 still where only valid characters cross the steps', () => {
    const file = Buffer.from(`a${'あ'.repeat(800_000)}`);
    expect(encodingOf(file)).toBe('utf-8');
  });

  it('is not UTF-8 where the last character is cut off', () => {
    const file = encode(`${ids(3)}会員番号`, 'utf-8').subarray(0, -2);
    const layout = detect(file).layout;
    expect([layout.encoding, layout.checkpoints.length > 0]).toEqual(['utf-8', false]);
  });

  it.each([
    { what: 'in a Japanese list', text: '会員番号,東京本店\n' },
    { what: 'in a list with accents', text: 'é,ü,ñ,ç\n' },
  ])('stays UTF-8 with a single broken character $what', ({ text }) => {
    const broken = Buffer.concat([
      encode(text.repeat(20), 'utf-8'),
      Buffer.from([0xe6, 0x9d, 0x2c]),
    ]);
    expect(encodingOf(broken)).toBe('utf-8');
  });

  it('stays UTF-8 where the broken character is the only one outside ASCII', () => {
    const broken = Buffer.concat([Buffer.from(ids(20)), Buffer.from([0xe6, 0x9d, 0x2c])]);
    expect(encodingOf(broken)).toBe('utf-8');
  });

  it.each(['山田太郎', 'ﾔﾏﾀﾞ ﾀﾛｳ', 'さとう'])('is CP932 still: %s', (name) => {
    expect(encodingOf(encode(`${name},1\n`.repeat(30), 'cp932'))).toBe('cp932');
  });

  it('is found out at its very end, too', () => {
    const file = Buffer.concat([Buffer.from(ids(40_000)), encode('会員', 'cp932')]);
    expect(encodingOf(file)).toBe('cp932');
  });
});

describe('the guess', () => {
  const names = '山田太郎,佐藤花子,ヤマダタロウ,さとうはなこ,株式会社髙島屋\n';

  it.each([
    { what: 'nothing', bytes: Buffer.alloc(0), encoding: 'utf-8' },
    { what: 'ASCII', bytes: Buffer.from(ids(3)), encoding: 'utf-8' },
    { what: 'UTF-8', bytes: encode(names, 'utf-8'), encoding: 'utf-8' },
    { what: 'CP932', bytes: encode(names, 'cp932'), encoding: 'cp932' },
    { what: 'EUC-JP', bytes: encode(names, 'euc-jp'), encoding: 'euc-jp' },
    {
      what: 'EUC-JP, only hiragana',
      bytes: encode('やまだたろう\n', 'euc-jp'),
      encoding: 'euc-jp',
    },
    { what: 'EUC-JP, a single name', bytes: encode('山田太郎\n', 'euc-jp'), encoding: 'euc-jp' },
    {
      what: 'CP932, only half-width',
      bytes: encode('ﾔﾏﾀﾞ\nﾀﾛｳ\nﾊﾅｺ\n', 'cp932'),
      encoding: 'cp932',
    },
    { what: 'CP932, one kanji', bytes: encode('東\n', 'cp932'), encoding: 'cp932' },
    {
      what: 'UTF-16 with a mark',
      bytes: encode(`\ufeff${names}`, 'utf-16le'),
      encoding: 'utf-16le',
    },
    { what: 'UTF-16 without one', bytes: encode(ids(2), 'utf-16be'), encoding: 'utf-16be' },
    {
      what: 'Latin letters, never guessed',
      bytes: encode('Zoë,1\n', 'latin-1'),
      encoding: 'utf-8',
    },
  ] as const)('$what', ({ bytes, encoding }) => {
    expect(encodingOf(bytes)).toBe(encoding);
  });

  it('is not made where an encoding is chosen by hand', () => {
    const chosen = ['utf-8', 'cp932', 'euc-jp', 'utf-16le', 'utf-16be', 'latin-1'] as const;
    const bytes = Buffer.from('\ufeff会員');
    expect(chosen.map((name) => detect(bytes, name).layout)).toEqual([
      { encoding: 'utf-8', bomBytes: 3, boms: 1, checkpoints: [] },
      ...chosen.slice(1).map((encoding) => ({
        encoding,
        bomBytes: 0,
        boms: 0,
        checkpoints: [{ sourceOffset: 0, textOffset: 0 }],
      })),
    ]);
  });

  it('gives up both Japanese encodings for a file of which neither decodes all', () => {
    const file = Buffer.concat([encode(names, 'cp932'), encode(names, 'euc-jp')]);
    expect(detect(file).layout).toEqual({
      encoding: 'utf-8',
      bomBytes: 0,
      boms: 0,
      checkpoints: [],
    });
  });
});

describe('what is told besides', () => {
  it('hashes the file as it stands, marks included', () => {
    const files = [
      Buffer.alloc(0),
      encode('\ufeff会員', 'utf-16le'),
      Buffer.alloc(3 * MEBIBYTE, 'x'),
    ];
    expect(files.map((bytes) => detect(bytes).sha256)).toEqual(
      files.map((bytes) => createHash('sha256').update(bytes).digest('hex')),
    );
  });

  it('tells a picture from a list, and hashes it all the same', () => {
    const bytes = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(99)]);
    const { notText, sha256 } = detect(bytes);
    expect([notText, sha256]).toEqual([true, createHash('sha256').update(bytes).digest('hex')]);
  });

  it('makes checkpoints on borders of characters', () => {
    const bytes = encode(`a${'会'.repeat(100_000)}`, 'cp932');
    expect(detect(bytes).layout.checkpoints).toEqual([
      { sourceOffset: 0, textOffset: 0 },
      { sourceOffset: 65_535, textOffset: 1 + 32_767 * 3 },
      { sourceOffset: 131_071, textOffset: 1 + 65_535 * 3 },
      { sourceOffset: 196_607, textOffset: 1 + 98_303 * 3 },
    ]);
  });

  it.each(['utf-8', 'cp932'] as const)('tells how far it is: %s', (encoding) => {
    const bytes = encode('会員\n'.repeat(500_000), encoding);
    const steps: number[] = [];
    const hooks = { cancelled: () => false, progress: (done: number) => steps.push(done) };
    withFile(folder, bytes, (fd) => detectLayout(fd, bytes.length, 'auto', hooks));
    expect(steps).toEqual([
      ...steps.slice(0, -1).map((_, index) => (index + 1) * MEBIBYTE),
      bytes.length,
    ]);
  });
});

describe('what stops it', () => {
  const quiet = { cancelled: () => false, progress: () => undefined };

  it('stops when it is cancelled, at any question', () => {
    const bytes = encode('会員\n'.repeat(500_000), 'cp932');
    const answers = [1, 2, 10].map((atQuestion) => {
      let questions = 0;
      const cancelled = (): boolean => {
        questions += 1;
        return questions === atQuestion;
      };
      const hooks = { cancelled, progress: () => undefined };
      return withFile(folder, bytes, (fd) => detectLayout(fd, bytes.length, 'auto', hooks));
    });
    expect(answers).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });

  it('notices a file that became shorter', () => {
    const bytes = Buffer.from(ids(3));
    expect(withFile(folder, bytes, (fd) => detectLayout(fd, bytes.length + 1, 'auto', quiet))).toBe(
      'changed',
    );
  });

  it('throws where the system can not read', () => {
    const path = join(folder, 'write-only.csv');
    writeFileSync(path, ids(3));
    const fd = openSync(path, 'a');
    expect(() => detectLayout(fd, 10, 'auto', quiet)).toThrow(new SourceReadFailed('EBADF'));
    closeSync(fd);
  });
});
