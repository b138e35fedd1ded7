/** What the host calls: it puts a block at the source, and takes its text from the target. */

export { consumed, undecodable } from './outcome';
export { decodeSequences } from './sequences';
export { decodeUnits } from './units';
export { keepWide } from './wide';
