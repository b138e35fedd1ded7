/** Moments as people of each language write them, always with their zone: in the window as in failures. */
import type { Language } from '#contract/schemas/common.ts';
import { createWords } from '#contract/words/words.ts';

/** `2026/11/22(日) 09:05 JST`, `Sun, Nov 22, 2026, 09:05 GMT+9`. `moment` is an ISO date and time. */
export const formatMoment = (moment: string, language: Language): string =>
  createWords(language).dateTime(new Date(moment));
