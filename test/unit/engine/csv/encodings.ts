/** Text in the encodings that lists come in, made by other means than the code under test. */
import Encoding from 'encoding-japanese';
import type { EncodingName } from '#contract/schemas/common.ts';

const japanese = (text: string, to: 'SJIS' | 'EUCJP'): Buffer =>
  Buffer.from(Encoding.convert(Encoding.stringToCode(text), { to, from: 'UNICODE' }));

export const encode = (text: string, encoding: EncodingName): Buffer => {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'cp932':
      return japanese(text, 'SJIS');
    case 'euc-jp':
      return japanese(text, 'EUCJP');
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16();
    case 'latin-1':
      return Buffer.from(text, 'latin1');
  }
};
