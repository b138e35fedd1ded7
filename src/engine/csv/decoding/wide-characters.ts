/**
 * The characters of a text that are not ASCII. What looks at them one by one, to tell encodings apart,
 * is spared the rest.
 */
import { createDecoding, type DecodingInstance, MAX_SOURCE_BYTES } from './module.ts';

let instance: DecodingInstance | null = null;

/** The end of a block from `from` on, before a character that it would cut off. */
const blockEnd = (text: Uint8Array, from: number): number => {
  const end = from + MAX_SOURCE_BYTES;
  let back = 0;
  while (back < 3 && ((text[end - back] ?? 0) & 0xc0) === 0x80) back += 1;
  return Math.min(end - back, text.length);
};

/**
 * The characters of a text in UTF-8 that are not ASCII, in order, with a space before each run of them
 * and U+FFFD for what is broken; so is what the text cuts off at either end.
 */
export function* wideCharacters(text: Uint8Array): Generator<string> {
  instance ??= createDecoding(null);
  const { source, target, keepWide } = instance;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (let from = 0; from < text.length; ) {
    const end = blockEnd(text, from);
    source.set(text.subarray(from, end));
    yield decoder.decode(target.subarray(0, keepWide(end - from)));
    from = end;
  }
}
