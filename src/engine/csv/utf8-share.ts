/**
 * Whether a text that is not all UTF-8 is UTF-8 all the same, with some damage: most of its characters
 * outside ASCII are whole. In another encoding next to none of them are, but by chance.
 */
import { isAscii } from 'node:buffer';

export type Utf8Share = {
  /** Takes a piece of the file. Enough is enough: later pieces are not looked at. */
  readonly add: (bytes: Uint8Array) => void;
  /** Whole characters among those outside ASCII, from 0 to 1; 0 where there are none. */
  readonly share: () => number;
};

const ENOUGH_CHARACTERS = 20_000;

/** A count that starts from nothing. */
export const createUtf8Share = (): Utf8Share => {
  let whole = 0;
  let broken = 0;
  return {
    add: (bytes) => {
      if (whole + broken >= ENOUGH_CHARACTERS || isAscii(bytes)) return;
      const characters = new TextDecoder().decode(bytes).match(/\P{ASCII}/gu) ?? [];
      for (const character of characters) {
        if (character === '\ufffd') broken += 1;
        else whole += 1;
      }
    },
    share: () => (whole === 0 ? 0 : whole / (whole + broken)),
  };
};
