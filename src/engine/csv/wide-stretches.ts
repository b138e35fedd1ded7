/**
 * The parts of a text in which characters outside ASCII stand. Most lists have few of them: what looks
 * at characters one by one passes over the rest at the speed of memory.
 */
import { isAscii } from 'node:buffer';

const STRETCH_BYTES = 256;

/** Short stretches with at least one byte that is not ASCII. A character is only cut where the text is. */
export function* wideStretches(text: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < text.length; ) {
    let to = Math.min(from + STRETCH_BYTES, text.length);
    while (to < text.length && (text[to] as number) >= 0x80) to += 1;
    const stretch = text.subarray(from, to);
    if (!isAscii(stretch)) yield stretch;
    from = to;
  }
}
