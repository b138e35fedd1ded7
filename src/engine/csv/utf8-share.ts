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
  /**
   * The same of characters that pairs of bytes in a Japanese encoding are not by chance: those of three
   * bytes and more, and the accented letters of the West.
   */
  readonly sureShare: () => number;
  /** No later piece changes it. */
  readonly isEnough: () => boolean;
};

/** What the decoder puts for what it can't decode. */
const REPLACEMENT = 0xfffd;

/** The second half of a character that has been counted. */
const isLowSurrogate = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;

const THREE_BYTES_FROM = 0x800;
const WESTERN_LETTERS = { first: 0xc0, last: 0xff };

const isSure = (unit: number): boolean =>
  unit >= THREE_BYTES_FROM || (unit >= WESTERN_LETTERS.first && unit <= WESTERN_LETTERS.last);

const ENOUGH_CHARACTERS = 5_000;

/** A count that starts from nothing. */
export const createUtf8Share = (): Utf8Share => {
  let sure = 0;
  let whole = 0;
  let broken = 0;
  const isEnough = (): boolean => whole + broken >= ENOUGH_CHARACTERS;
  const shareOf = (count: number): number => (count === 0 ? 0 : count / (whole + broken));
  return {
    isEnough,
    add: (bytes) => {
      if (isEnough()) return;
      for (const units of wideCharacters(bytes)) {
        for (let at = 0; at < units.length; at += 1) {
          const unit = units.charCodeAt(at);
          if (unit === REPLACEMENT) broken += 1;
          else if (unit >= 0x80 && !isLowSurrogate(unit)) {
            whole += 1;
            if (isSure(unit)) sure += 1;
          }
        }
      }
    },
    share: () => shareOf(whole),
    sureShare: () => shareOf(sure),
  };
};
