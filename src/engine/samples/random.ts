/**
 * Numbers that look random and depend on nothing but a seed and a counter, so that any record of a
 * sample can be made again without making those before it.
 */

/**
 * Scrambles 32 bits: Chris Wellons' `lowbias32` (public domain), two rounds of xor-shift and
 * multiply. Different values stay different.
 */
export const scramble = (value: number): number => {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
};

/** An unsigned 32-bit number for a counter. Streams are independent of each other. */
export type Random = (counter: number, stream: number) => number;

/** How many streams a `Random` has. */
export const STREAMS = 8;

/** The numbers of a seed. Within one stream no number comes twice in the first 2^32 counters. */
export const createRandom = (seed: number): Random => {
  const keys = new Int32Array(2 * STREAMS);
  for (let index = 0; index < keys.length; index += 1) {
    keys[index] = scramble(scramble(seed) ^ Math.imul(index + 1, 0x9e3779b9));
  }
  return (counter, stream) =>
    scramble(scramble(counter ^ (keys[2 * stream] ?? 0)) ^ (keys[2 * stream + 1] ?? 0));
};
