/**
 * IDs as a few machine words. A LINE ID that LINE can have issued is its own 128-bit key, exactly;
 * any other one and every user ID is hashed with numbers drawn for each run, so that no list can be
 * made to collide on purpose.
 */
import { randomFillSync } from 'node:crypto';
import { LINE_USER_ID_LENGTH } from '../destinations/repro-line/limits.ts';

export type KeySeed = {
  /** Eight starting values and eight odd multipliers. */
  readonly words: Uint32Array;
};

/** A seed of this run alone. Results never depend on it. */
export const drawSeed = (): KeySeed => {
  const words = randomFillSync(new Uint32Array(16));
  for (let i = 8; i < 16; i += 1) words[i] = (words[i] ?? 0) | 1;
  return { words };
};

const nibbles = new Int8Array(128).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  nibbles[digit.charCodeAt(0)] = value;
}

const finish = (hash: number): number => {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** One lane pair: 64 bits over the UTF-16 units of a text, into `words[at]` and `words[at + 1]`. */
const hashInto = (
  text: string,
  { words: seed }: KeySeed,
  lane: number,
  words: Uint32Array,
  at: number,
): void => {
  let low = seed[lane] ?? 0;
  let high = seed[lane + 1] ?? 0;
  const lowFactor = seed[lane + 8] ?? 1;
  const highFactor = seed[lane + 9] ?? 1;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    low = Math.imul(((low << 13) | (low >>> 19)) ^ unit, lowFactor);
    high = (Math.imul(((high << 17) | (high >>> 15)) ^ unit, highFactor) + low) | 0;
  }
  words[at] = finish(low ^ text.length);
  words[at + 1] = finish(high ^ (words[at] ?? 0));
};

const encoder = new TextEncoder();
const idBytes = new Uint8Array(LINE_USER_ID_LENGTH);

/** Writes the 128-bit key of a LINE ID (`U` and 32 alphanumerics) to `words[at]` and on. */
export const lineKeyInto = (id: string, seed: KeySeed, words: Uint32Array, at: number): void => {
  // Bytes are read in half the time that the characters of a slice of a longer string take.
  encoder.encodeInto(id, idBytes);
  for (let word = 0; word < 4; word += 1) {
    let bits = 0;
    for (let i = 1 + 8 * word; i < 9 + 8 * word; i += 1) {
      const nibble = nibbles[idBytes[i] ?? 0] ?? -1;
      if (nibble < 0) {
        hashInto(id, seed, 0, words, at);
        hashInto(id, seed, 2, words, at + 2);
        return;
      }
      bits = (bits << 4) | nibble;
    }
    words[at + word] = bits;
  }
};

/** Writes the 64-bit key of a user ID to `words[at]` and on; 0, 0 where there is none. */
export const userKeyInto = (
  userId: string | null,
  seed: KeySeed,
  words: Uint32Array,
  at: number,
): void => {
  if (userId === null) {
    words[at] = 0;
    words[at + 1] = 0;
    return;
  }
  hashInto(userId, seed, 4, words, at);
  if (words[at] === 0 && words[at + 1] === 0) words[at] = 1;
};

/** Spreads a key over 32 bits: the upper 8 choose a partition, the others a place in its table. */
export const spread = (
  { words: seed }: KeySeed,
  words: Uint32Array,
  at: number,
  length: number,
): number => {
  let hash = seed[6] ?? 0;
  const factor = seed[14] ?? 1;
  for (let i = 0; i < length; i += 1) {
    hash = Math.imul(hash ^ (words[at + i] ?? 0), factor);
    hash ^= hash >>> 15;
  }
  return finish(hash);
};
