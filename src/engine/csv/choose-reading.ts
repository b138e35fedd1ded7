/**
 * Which reading of a file that is not all UTF-8 is the right one: as UTF-8 with some damage, or as
 * one of the Japanese encodings that decode all of it (docs/decisions/0020).
 */
import type { Utf8Share } from './utf8-share.ts';

type Reading = {
  /** How many fields of its first line are names that columns have. */
  readonly names: number;
  /** How likely its characters are in Japanese. */
  readonly likelihood: number;
};

/**
 * A Japanese reading that nobody chose must be likelier than this: one character that is broken does
 * not make a list of UTF-8 a list of kanji that nobody uses.
 */
const LEAST_LIKELIHOOD = 0.2;
/** What is likelier than this is Japanese, whatever its bytes may be in UTF-8 by chance. */
const SURE_LIKELIHOOD = 0.5;
/** With more whole characters than this a text is UTF-8, and what is not is damage. */
const MOST_UTF8 = 0.5;

const likeliest = <Foreign extends Reading>(readings: readonly Foreign[]): Foreign | null => {
  let best: Foreign | null = null;
  for (const reading of readings) {
    if (best === null || reading.likelihood > best.likelihood) best = reading;
  }
  return best;
};

/** The reading to take; of equals the first. Null: UTF-8, and its invalid records. */
export const chooseReading = <Foreign extends Reading>(
  foreign: readonly Foreign[],
  utf8: Reading & { readonly share: Pick<Utf8Share, 'share' | 'sureShare'> },
): Foreign | null => {
  if (utf8.share.sureShare() > MOST_UTF8) return null;
  // Bytes that are the name of a column in one reading are nothing in another.
  const most = Math.max(utf8.names, ...foreign.map(({ names }) => names));
  const best = likeliest(foreign.filter(({ names }) => names === most));
  // Also below such a name: a header of one encoding can stand above rows of another.
  if (best === null || best.likelihood <= utf8.likelihood) return null;
  if (utf8.names < most) return best;
  if (utf8.share.share() > MOST_UTF8 && best.likelihood < SURE_LIKELIHOOD) return null;
  return best.likelihood >= LEAST_LIKELIHOOD ? best : null;
};
