/**
 * Whether a text that is not all UTF-8 is UTF-8 all the same, with some damage: most of its characters
 * outside ASCII are whole. In another encoding next to none of them are, but by chance.
 */
import { wideStretches } from './wide-stretches.ts';

export type Utf8Share = {
  /** Takes a piece of the file. Enough is enough: later pieces are not looked at. */
  readonly add: (bytes: Uint8Array) => void;
  /** Whole characters among those outside ASCII, from 0 to 1; 0 where there are none. */
  readonly share: () => number;
  /** No later piece changes it. */
  readonly isEnough: () => boolean;
};

const ENOUGH_CHARACTERS = 20_000;

/** A count that starts from nothing. */
export const createUtf8Share = (): Utf8Share => {
  let whole = 0;
  let broken = 0;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const isEnough = (): boolean => whole + broken >= ENOUGH_CHARACTERS;
  return {
    isEnough,
    add: (bytes) => {
      if (isEnough()) return;
      for (const stretch of wideStretches(bytes)) {
        for (const character of decoder.decode(stretch).match(/\P{ASCII}/gu) ?? []) {
          if (character === '\ufffd') broken += 1;
          else whole += 1;
        }
      }
    },
    share: () => (whole === 0 ? 0 : whole / (whole + broken)),
  };
};
