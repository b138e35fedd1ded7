/**
 * How likely a text is in Japanese lists, read in one of the encodings that it may be in: the mean weight
 * of its characters. Read in the wrong one, kana and names become half-width katakana in no order and
 * kanji that nobody uses, or characters that are nobody's.
 */
import type { EncodingName } from '#contract/schemas/common.ts';
import { cp932Pairs, eucPairs } from './decoding/japanese-tables.ts';
import { wideCharacters } from './decoding/wide-characters.ts';
import { FAMILIAR_KANJI } from './familiar-kanji.ts';

export type Likelihood = {
  /** Takes a piece of text in UTF-8. Enough is enough: later pieces are not looked at. */
  readonly add: (text: Uint8Array) => void;
  /** Mean weight of a character: 1 at most; 0 where there is nothing ordinary, or nothing to go by. */
  readonly score: () => number;
  /** No later piece changes it. */
  readonly isEnough: () => boolean;
};

/** Characters outside ASCII after which the score hardly changes any more. */
const ENOUGH_CHARACTERS = 5_000;

/** Rows 1, 4 and 5 of JIS X 0208: punctuation, hiragana, katakana. */
const KANA_LEADS: ReadonlySet<number> = new Set([0xa1, 0xa4, 0xa5]);
const KANA_WEIGHT = 1;
const FAMILIAR_WEIGHT = 1;
/** Rows 16 to 47: the kanji of level 1, those of daily use. */
const COMMON_KANJI_LEADS = { first: 0xb0, last: 0xcf };
const COMMON_KANJI_WEIGHT = 0.6;
const OTHER_WEIGHT = 0.1;
/** Private characters have no meaning but between those who agreed on one. */
const PRIVATE = { first: 0xe000, last: 0xf8ff };
const PRIVATE_WEIGHT = -1;
const REPLACEMENT = 0xfffd;

/**
 * Half-width katakana are in use. But they are also what nearly any byte of another encoding is in CP932,
 * so only words count: of more than one, with marks and small kana where they can stand.
 */
const HALF_WIDTH_WEIGHT = 0.75;
const halfWidthRun = /[\uff61-\uff9f]+/g;
const halfWidthWord =
  /^(?=..)(?:[\uff73\uff76-\uff84\uff8a-\uff8e]\uff9e|[\uff8a-\uff8e]\uff9f|[\uff66\uff71-\uff9d])(?:[\uff73\uff76-\uff84\uff8a-\uff8e]\uff9e|[\uff8a-\uff8e]\uff9f|[\uff66-\uff9d\uff65])*$/;

/** In EUC-JP half-width katakana are pairs of this and another byte, which are kanji in CP932. */
const HALF_WIDTH_LEAD = 0x8e;
const LOOKALIKE_WEIGHT = 0.3;

const weightOfLead = (lead: number): number => {
  if (KANA_LEADS.has(lead)) return KANA_WEIGHT;
  const { first, last } = COMMON_KANJI_LEADS;
  return lead >= first && lead <= last ? COMMON_KANJI_WEIGHT : OTHER_WEIGHT;
};

/** The weight of each code unit. */
const makeWeights = (): Float64Array => {
  const weights = new Float64Array(0x10000).fill(OTHER_WEIGHT);
  const pairs = eucPairs();
  for (let pair = 0; pair < pairs.length; pair += 1) {
    const code = pairs[pair] as number;
    if (code !== 0) weights[code] = weightOfLead(pair >> 8);
  }
  for (const kanji of FAMILIAR_KANJI) weights[kanji.charCodeAt(0)] = FAMILIAR_WEIGHT;
  weights.fill(PRIVATE_WEIGHT, PRIVATE.first, PRIVATE.last + 1);
  // Those of half-width katakana come with the words that they make.
  weights.fill(0, 0xff61, 0xffa0);
  weights[REPLACEMENT] = 0;
  return weights;
};

/** Kanji of CP932 that are half-width katakana in EUC-JP tell neither from the other. */
const makeCp932Weights = (): Float64Array => {
  const weights = makeWeights();
  const pairs = cp932Pairs();
  for (let trail = 0xa1; trail <= 0xdf; trail += 1) {
    weights[pairs[(HALF_WIDTH_LEAD << 8) | trail] as number] = LOOKALIKE_WEIGHT;
  }
  return weights;
};

const known: { cp932?: Float64Array; others?: Float64Array } = {};

const weightsFor = (encoding: EncodingName): Float64Array => {
  if (encoding === 'cp932') {
    known.cp932 ??= makeCp932Weights();
    return known.cp932;
  }
  known.others ??= makeWeights();
  return known.others;
};

const halfWidthWeight = (units: string): number => {
  let total = 0;
  for (const [run] of units.matchAll(halfWidthRun)) {
    if (halfWidthWord.test(run)) total += run.length * HALF_WIDTH_WEIGHT;
  }
  return total;
};

/** A score that starts from nothing, of a text that was read in an encoding. */
export const createLikelihood = (encoding: EncodingName): Likelihood => {
  const weights = weightsFor(encoding);
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
        total += halfWidthWeight(units);
      }
    },
    score: () => (characters === 0 ? 0 : total / characters),
  };
};
