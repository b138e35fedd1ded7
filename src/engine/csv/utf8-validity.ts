/** Whether a file is UTF-8 as a whole, told from its chunks as they come. */
import { isUtf8 } from 'node:buffer';

export type Utf8Check = {
  /** Takes the next chunk. False once the whole can't be UTF-8 any more. */
  readonly push: (chunk: Uint8Array) => boolean;
  /** Whether the whole was UTF-8; a character that is cut off at the end is not. */
  readonly end: () => boolean;
};

/** Length of the character that begins with a byte; 1 for bytes that can't begin any. */
const sequenceBytes = (lead: number): number => {
  if (lead < 0xc0 || lead > 0xf7) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
};

/** How many bytes at the end begin a character that goes on after them. */
const cutOffBytes = (bytes: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] as number;
    const isContinuation = byte >= 0x80 && byte < 0xc0;
    if (!isContinuation) return sequenceBytes(byte) > back ? back : 0;
  }
  return 0;
};

/** Where the first byte stands that is no part of a character; null where all are. */
export const firstBroken = (bytes: Uint8Array): number | null => {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] as number;
    const end = at + (lead < 0x80 ? 1 : sequenceBytes(lead));
    if (lead >= 0x80 && (end > bytes.length || !isUtf8(bytes.subarray(at, end)))) return at;
    at = end;
  }
  return null;
};

/** Whether bytes from anywhere in a file can be UTF-8: characters may be cut off at both ends. */
export const canBeUtf8 = (bytes: Uint8Array): boolean => {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  const rest = bytes.subarray(start);
  return isUtf8(rest.subarray(0, rest.length - cutOffBytes(rest)));
};

/** A check of one file. Overlong forms, surrogates and code points over U+10FFFF are not UTF-8. */
export const createUtf8Check = (): Utf8Check => {
  let isValid = true;
  let carried: number[] = [];

  const completeCarried = (chunk: Uint8Array): number => {
    const [lead] = carried;
    if (lead === undefined) return 0;
    const used = Math.min(sequenceBytes(lead) - carried.length, chunk.length);
    carried.push(...chunk.subarray(0, used));
    if (carried.length === sequenceBytes(lead)) {
      isValid &&= isUtf8(Uint8Array.from(carried));
      carried = [];
    }
    return used;
  };

  return {
    push: (chunk) => {
      const rest = chunk.subarray(completeCarried(chunk));
      const cutOff = cutOffBytes(rest);
      isValid &&= isUtf8(rest.subarray(0, rest.length - cutOff));
      if (cutOff > 0) carried = [...rest.subarray(rest.length - cutOff)];
      return isValid;
    },
    end: () => isValid && carried.length === 0,
  };
};
