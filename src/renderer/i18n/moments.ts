/** Moments as people of each language write them, always with their zone. */
import type { Language } from '#contract/schemas/common.ts';

/** `2026/11/22(日) 09:05 JST`, `Sun 22 Nov 2026, 09:05 GMT+9`. `moment` is an ISO date and time. */
export const formatMoment = (moment: string, language: Language): string =>
  new Intl.DateTimeFormat(language === 'ja' ? 'ja-JP' : 'en-GB', {
    year: 'numeric',
    month: language === 'ja' ? '2-digit' : 'short',
    day: '2-digit',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(moment));
