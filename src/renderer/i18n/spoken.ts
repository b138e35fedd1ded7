/** Everything that is said in the language of the window. */
import type { Language } from '#contract/schemas/common.ts';
import type { Words } from '#contract/words/words.ts';
import type { Say } from './window-words.ts';

export type Spoken = {
  readonly language: Language;
  /** The window's own words. */
  readonly say: Say;
  /** Rules, failures, terms, and the formats of numbers. */
  readonly words: Words;
};
