/**
 * A set of IDs that stays small: 16 bytes and two slots for each, whatever their number, so that a
 * report of millions of rows can be held against a batch of millions of records. A LINE ID of 32
 * hexadecimal digits is its own key; every other text is keyed by 128 bits of its SHA-256.
 */
import { hash, randomInt } from 'node:crypto';

export type IdTable = {
  /** Entry of the ID, from 0 in order of arrival; a new one where it was not there. */
  readonly add: (id: string) => number;
  /** Entry of the ID, or -1. */
  readonly find: (id: string) => number;
  readonly size: () => number;
};

const WORDS = 4;
const FIRST_SLOTS = 4096;

const hexDigit = (code: number): number => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
};

/** Packs `U` and 32 lower-case hexadecimal digits. False where the ID is of another form. */
const packHex = (id: string, into: Uint32Array): boolean => {
  if (id.length !== 33 || id.charCodeAt(0) !== 0x55) return false;
  for (let word = 0; word < WORDS; word += 1) {
    let bits = 0;
    for (let index = 1 + word * 8; index < 9 + word * 8; index += 1) {
      const digit = hexDigit(id.charCodeAt(index));
      if (digit < 0) return false;
      bits = (bits << 4) | digit;
    }
    into[word] = bits;
  }
  return true;
};

/** The first half of the SHA-256 of any other text. */
const hashText = (text: string, into: Uint32Array): void => {
  const digest = hash('sha256', text, 'buffer');
  for (let word = 0; word < WORDS; word += 1) into[word] = digest.readUInt32LE(word * 4);
};

export const createIdTable = (): IdTable => {
  /** Drawn anew for each table, so that no list of IDs can be made to crowd one slot. */
  const seed = randomInt(2 ** 32);
  /** The key that is asked for. */
  const key = new Uint32Array(WORDS);
  /** The keys of all entries, one after the other. */
  let keys = new Uint32Array((FIRST_SLOTS / 2) * WORDS);
  /** Entry by slot, -1 where it is free. At most half of them are taken. */
  let slots = new Int32Array(FIRST_SLOTS).fill(-1);
  let size = 0;

  /** Where the key at `offset` of `words` is looked for first. */
  const slotOf = (words: Uint32Array, offset: number): number => {
    let mixed = Math.imul((words[offset] ?? 0) ^ seed, 0x9e3779b1);
    mixed = Math.imul(mixed ^ (mixed >>> 15) ^ (words[offset + 1] ?? 0), 0x85ebca77);
    mixed = Math.imul(mixed ^ (mixed >>> 13) ^ (words[offset + 2] ?? 0), 0xc2b2ae3d);
    return (mixed ^ (mixed >>> 16)) & (slots.length - 1);
  };
  const holds = (entry: number): boolean => {
    const at = entry * WORDS;
    return (
      keys[at] === key[0] &&
      keys[at + 1] === key[1] &&
      keys[at + 2] === key[2] &&
      keys[at + 3] === key[3]
    );
  };
  /** The slot that holds the key, or the free one where it belongs. */
  const seek = (): number => {
    const mask = slots.length - 1;
    let slot = slotOf(key, 0);
    for (;;) {
      const entry = slots[slot] ?? -1;
      if (entry < 0 || holds(entry)) return slot;
      slot = (slot + 1) & mask;
    }
  };
  const widen = (): void => {
    slots = new Int32Array(slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let entry = 0; entry < size; entry += 1) {
      let slot = slotOf(keys, entry * WORDS);
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = entry;
    }
    const wider = new Uint32Array((slots.length / 2) * WORDS);
    wider.set(keys);
    keys = wider;
  };
  const load = (id: string): void => {
    if (!packHex(id, key)) hashText(id, key);
  };

  return {
    add: (id) => {
      load(id);
      if ((size + 1) * 2 > slots.length) widen();
      const slot = seek();
      const entry = slots[slot] ?? -1;
      if (entry >= 0) return entry;
      keys.set(key, size * WORDS);
      slots[slot] = size;
      size += 1;
      return size - 1;
    },
    find: (id) => {
      load(id);
      return slots[seek()] ?? -1;
    },
    size: () => size,
  };
};
