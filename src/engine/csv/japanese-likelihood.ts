/**
 * Which of CP932 and EUC-JP a file is that both of them decode: the one under which more of its
 * characters are those that Japanese lists consist of. Read with the wrong one, kana and names become
 * half-width katakana and kanji that nobody uses.
 */
import { eucPairs } from './decoding/japanese-tables.ts';
import { wideCharacters } from './decoding/wide-characters.ts';

export type Likelihood = {
  /** Takes a piece of text in UTF-8, decoded from either encoding. Enough is enough: later pieces are not looked at. */
  readonly add: (text: Uint8Array) => void;
  /** Mean weight of a character, from 0 (nothing ordinary, or nothing to go by) to 1. */
  readonly score: () => number;
  /** No later piece changes it. */
  readonly isEnough: () => boolean;
};

/** Characters outside ASCII after which the score hardly changes any more. */
const ENOUGH_CHARACTERS = 5_000;

/** Rows 1, 4 and 5 of JIS X 0208: punctuation, hiragana, katakana. */
const KANA_LEADS: ReadonlySet<number> = new Set([0xa1, 0xa4, 0xa5]);
const KANA_WEIGHT = 1;
/** Rows 16 to 47: the kanji of level 1, those of daily use. */
const COMMON_KANJI_LEADS = { first: 0xb0, last: 0xcf };
const COMMON_KANJI_WEIGHT = 0.8;
/** In use, but seldom in names, and the sure sign of EUC-JP that is read as CP932. */
const HALF_WIDTH_KATAKANA_WEIGHT = 0.3;
const OTHER_WEIGHT = 0.1;

const weightOfLead = (lead: number): number => {
  if (KANA_LEADS.has(lead)) return KANA_WEIGHT;
  const { first, last } = COMMON_KANJI_LEADS;
  return lead >= first && lead <= last ? COMMON_KANJI_WEIGHT : OTHER_WEIGHT;
};

let knownWeights: Float64Array | null = null;

/** The weight of each code unit. */
const makeWeights = (): Float64Array => {
  const weights = new Float64Array(0x10000).fill(OTHER_WEIGHT);
  const pairs = eucPairs();
  for (let pair = 0; pair < pairs.length; pair += 1) {
    const code = pairs[pair] as number;
    if (code !== 0) weights[code] = weightOfLead(pair >> 8);
  }
  weights.fill(HALF_WIDTH_KATAKANA_WEIGHT, 0xff61, 0xffa0);
  return weights;
};

/** A score that starts from nothing. */
export const createLikelihood = (): Likelihood => {
  knownWeights ??= makeWeights();
  const weights = knownWeights;
  let characters = 0;
  let total = 0;
  const isEnough = (): boolean => characters >= ENOUGH_CHARACTERS;
  return {
    isEnough,
    add: (text) => {
      if (isEnough()) return;
      for (const units of wideCharacters(text)) {
        for (let at = 0; at < units.length; at += 1) {
          const unit = units.charCodeAt(at);
          if (unit < 0x80) continue;
          characters += 1;
          total += weights[unit] as number;
        }
      }
    },
    score: () => (characters === 0 ? 0 : total / characters),
  };
};
