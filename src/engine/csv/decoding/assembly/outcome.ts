/** What a call of the module leaves for the host besides the bytes it wrote. */
import { SOURCE, TARGET } from './places';

/** Bytes of the source that were used: all but a character that the end cuts off. */
export let consumed: u32 = 0;
/** How many of them stand for no character. */
export let undecodable: u32 = 0;

/** Ends a call that came to `p` in the source and `q` in the target. Returns the bytes written. */
export function finish(p: usize, q: usize, lost: u32): u32 {
  consumed = <u32>(p - SOURCE);
  undecodable = lost;
  return <u32>(q - TARGET);
}
