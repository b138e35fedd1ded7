import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoderOf, type ForeignEncoding, MAX_GROWTH } from '#engine/csv/decoding/decoders.ts';
import { encode } from './encodings.ts';

const decode = (source: Uint8Array, encoding: ForeignEncoding, isLast = true) => {
  const target = new Uint8Array(source.length * MAX_GROWTH);
  const { consumed, written, undecodable } = decoderOf(encoding)(source, isLast, target);
  return { consumed, undecodable, text: Buffer.from(target.subarray(0, written)) };
};

const hex = (bytes: string): Buffer => Buffer.from(bytes.replaceAll(' ', ''), 'hex');

/** Text as a decoder writes it: `?` stands for an undecodable byte. */
const expected = (text: string): Buffer =>
  Buffer.concat(
    text
      .split('?')
      .flatMap((part, index) => [Buffer.alloc(index === 0 ? 0 : 1, 0xff), Buffer.from(part)]),
  );

describe('bytes that do not decode', () => {
  it.each([
    { encoding: 'cp932', bytes: '41 80 42 a0 43 fd 44 ff', text: 'A?B?C?D?' },
    { encoding: 'cp932', bytes: '81 2c 81 0a 81 22 82a0', text: '?,?\n?"あ' },
    { encoding: 'cp932', bytes: '85 41 85 9f 41', text: '?A??A' },
    { encoding: 'cp932', bytes: '81 ff 41', text: '??A' },
    { encoding: 'cp932', bytes: '41 81', text: 'A?' },
    { encoding: 'euc-jp', bytes: '41 80 42 a0 43 ff 90', text: 'A?B?C??' },
    { encoding: 'euc-jp', bytes: 'a4 2c a4 0a a4 22 a4a2', text: '?,?\n?"あ' },
    { encoding: 'euc-jp', bytes: 'a4 fe 41 a9 a1 41', text: '??A??A' },
    { encoding: 'euc-jp', bytes: '8e e0 41 8e 41', text: '??A?A' },
    { encoding: 'euc-jp', bytes: '8f a1 a1 41 8f b0 2c 8f 2c', text: '???A??,?,' },
    { encoding: 'euc-jp', bytes: '41 8f b0', text: 'A??' },
    { encoding: 'euc-jp', bytes: '41 8f', text: 'A?' },
    { encoding: 'utf-16le', bytes: '4100 00d8 4200 00dc 4300', text: 'A??B??C' },
    { encoding: 'utf-16le', bytes: '00d8 3dd8 00de', text: '??😀' },
    { encoding: 'utf-16le', bytes: '4100 00d8', text: 'A??' },
    { encoding: 'utf-16le', bytes: '4100 0a', text: 'A?' },
    { encoding: 'utf-16be', bytes: '0041 dc00 0042 0a', text: 'A??B?' },
  ] as const)('become 0xFF each, and their neighbours stay: $encoding $bytes', (given) => {
    const source = hex(given.bytes);
    expect(decode(source, given.encoding)).toEqual({
      consumed: source.length,
      undecodable: given.text.split('?').length - 1,
      text: expected(given.text),
    });
  });

  /** Pieces of source bytes, and what becomes of each wherever it stands. */
  const pieces = {
    cp932: [
      '41',
      'A',
      '0a',
      '\n',
      '82a0',
      'あ',
      '94 5c',
      '能',
      'b1',
      'ｱ',
      '80',
      '?',
      'fd',
      '?',
    ].concat(['81 2c', '?,', '85 41', '?A', '85 9f', '??', '81 ff', '??']),
    'euc-jp': [
      '41',
      'A',
      '0a',
      '\n',
      'a4a2',
      'あ',
      '8e b1',
      'ｱ',
      '8f b0a1',
      '丂',
      '80',
      '?',
    ].concat(['a4 22', '?"', 'a4 fe', '??', '8f b0 2c', '??,', '8f a1 a1', '???', '8e e0', '??']),
    'utf-16le': ['4100', 'A', '4230', 'あ', '3dd8 00de', '😀', '00dc', '??'],
    'utf-16be': ['0041', 'A', '3042', 'あ', 'd83d de00', '😀', 'dc00', '??'],
  } as const;

  it.each(Object.keys(pieces) as (keyof typeof pieces)[])(
    'give the same in any order, cut into blocks anywhere: %s',
    (encoding) => {
      const list = pieces[encoding];
      const indexes = fc.array(fc.nat(list.length / 2 - 1).map((index) => index * 2));
      fc.assert(
        fc.property(indexes, fc.integer({ min: 4, max: 9 }), (order, blockBytes) => {
          const source = Buffer.concat(order.map((index) => hex(list[index] ?? '')));
          const texts: Buffer[] = [];
          for (let at = 0; at < source.length; ) {
            const block = source.subarray(at, at + blockBytes);
            const decoded = decode(block, encoding, at + block.length === source.length);
            texts.push(decoded.text);
            at += decoded.consumed;
          }
          const text = order.map((index) => list[index + 1]).join('');
          expect(Buffer.concat(texts)).toEqual(expected(text));
        }),
        { numRuns: 300 },
      );
    },
  );
});

describe('a block that ends within a character', () => {
  it.each([
    { encoding: 'cp932', bytes: '41 82', consumed: 1 },
    { encoding: 'cp932', bytes: '82a0 fc', consumed: 2 },
    { encoding: 'euc-jp', bytes: '41 a4', consumed: 1 },
    { encoding: 'euc-jp', bytes: '41 8e', consumed: 1 },
    { encoding: 'euc-jp', bytes: '41 8f', consumed: 1 },
    { encoding: 'euc-jp', bytes: '41 8f b0', consumed: 1 },
    { encoding: 'utf-16le', bytes: '4100 42', consumed: 2 },
    { encoding: 'utf-16le', bytes: '4100 3dd8', consumed: 2 },
    { encoding: 'utf-16be', bytes: '0041 d83d de', consumed: 2 },
  ] as const)('leaves it to the next one: $encoding $bytes', ({ encoding, bytes, consumed }) => {
    const decoded = decode(hex(bytes), encoding, false);
    expect([decoded.consumed, decoded.undecodable]).toEqual([consumed, 0]);
  });
});

describe('text', () => {
  const characters = '会員番号山田太郎髙﨑ソ表能十貼予ｱｶﾞｰ｡ぁんァヶー、。「」①Ⅱ㈱Aa09,"\n\r\t\0 ';

  it.each(['cp932', 'euc-jp', 'utf-16le', 'utf-16be'] as const)('in %s', (encoding) => {
    const text = characters.repeat(3);
    expect(decode(encode(text, encoding), encoding)).toEqual({
      consumed: encode(text, encoding).length,
      undecodable: 0,
      text: Buffer.from(text),
    });
  });

  it('in CP932 with gaiji, and in EUC-JP with JIS X 0212', () => {
    const texts = [decode(hex('f040 f9fc'), 'cp932'), decode(hex('8fb0a1 8fede3'), 'euc-jp')];
    expect(texts.map(({ text }) => text.toString())).toEqual(['\ue000\ue757', '丂龥']);
  });

  it('outside the basic plane in UTF-16', () => {
    const text = '𠮷😀\u{10000}\u{10ffff}\uffff\ud7ff\ue000';
    const encodings = ['utf-16le', 'utf-16be'] as const;
    expect(encodings.map((name) => decode(encode(text, name), name).text.toString())).toEqual([
      text,
      text,
    ]);
  });

  it('in Latin-1, which is windows-1252: every byte stands for something', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const { undecodable, text } = decode(all, 'latin-1');
    expect([undecodable, text.toString()]).toEqual([
      0,
      new TextDecoder('windows-1252').decode(all),
    ]);
  });

  it('of Latin letters comes back', () => {
    expect(decode(encode('Zoë,Ærø\xa0ÿ', 'latin-1'), 'latin-1').text.toString()).toBe(
      'Zoë,Ærø\xa0ÿ',
    );
  });
});
