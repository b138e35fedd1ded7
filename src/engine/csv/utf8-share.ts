/**
 * Whether a text that is not all UTF-8 is UTF-8 all the same, with some damage: most of its characters
 * outside ASCII are whole. In another encoding next to none of them are, but by chance.
 */
import { wideCharacters } from './decoding/wide-characters.ts';

export type Utf8Share = {
  /** Takes a piece of the file. Enough is enough: later pieces are not looked at. */
  readonly add: (bytes: Uint8Array) => void;
  /** Whole characters among those outside ASCII, from 0 to 1; 0 where there are none. */
  readonly share: () => number;
  /** No later piece changes it. */
  readonly isEnough: () => boolean;
};

/** What the decoder puts for what it can't decode. */
const REPLACEMENT = 0xfffd;

/** The second half of a character that has been counted. */
const isLowSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

const ENOUGH_CHARACTERS = 5_000;

/** A count that starts from nothing. */
export const createUtf8Share = (): Utf8Share => {
  let whole = 0;
  let broken = 0;
  const isEnough = (): boolean => whole + broken >= ENOUGH_CHARACTERS;
  return {
    isEnough,
    add: (bytes) => {
      if (isEnough()) return;
      for (const units of wideCharacters(bytes)) {
        for (let at = 0; at < units.length; at += 1) {
          const unit = units.charCodeAt(at);
          if (unit === REPLACEMENT) broken += 1;
          else if (unit >= 0x80 && !isLowSurrogate(unit)) whole += 1;
        }
      }
    },
    share: () => (whole === 0 ? 0 : whole / (whole + broken)),
  };
};
