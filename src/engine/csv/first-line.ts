/** The first line of a file that has something in it, as an encoding has it. */
import type { EncodingName } from '#contract/schemas/common.ts';
import { decoderOf, MAX_GROWTH } from './decoding/decoders.ts';

/** Names of columns are short. */
const LOOK_BYTES = 8_192;

const textOf = (head: Uint8Array, encoding: EncodingName): Uint8Array => {
  const source = head.subarray(0, LOOK_BYTES);
  if (encoding === 'utf-8') return source;
  const target = new Uint8Array(source.length * MAX_GROWTH);
  const { written } = decoderOf(encoding)(source, true, target);
  return target.subarray(0, written);
};

/** Up to its line end, or as much of it as stands in the first kilobytes. */
export const firstLine = (head: Uint8Array, encoding: EncodingName): string => {
  const lines = new TextDecoder().decode(textOf(head, encoding)).split(/[\r\n]+/);
  return lines.find((line) => /[^\s,;"]/.test(line)) ?? '';
};
