/** Numbers, sizes, times and lists as people of each language write them. */
import type { Language } from '../schemas/common.ts';

export type Formats = {
  /** With separators: `2,104,332`. */
  readonly number: (value: number) => string;
  /** Decimal units, as disks and S3 count: `500 MB` is 500,000,000 bytes. */
  readonly bytes: (value: number) => string;
  /** From milliseconds to days, in the one or two units that matter. */
  readonly duration: (elapsedMs: number) => string;
  /** A moment with its weekday and zone: `2026/11/22(日) 09:05 JST`. This computer's own zone by default. */
  readonly dateTime: (moment: Date, timeZone?: string) => string;
  readonly percent: (share: number) => string;
  readonly list: (items: readonly string[]) => string;
  /** Clauses of one sentence, which may have commas of their own. */
  readonly clauses: (items: readonly string[]) => string;
  /** Whole sentences, one after another. */
  readonly sentences: (items: readonly string[]) => string;
};

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

const durationUnits = {
  en: { ms: ' ms', s: ' s', min: ' min', h: ' h' },
  ja: { ms: 'ミリ秒', s: '秒', min: '分', h: '時間' },
} as const;

/** The first format of a process takes longer than a small check: made only when it is used. */
const lazyNumber = (language: Language, options: Intl.NumberFormatOptions) => {
  let format: Intl.NumberFormat | undefined;
  return (value: number): string => {
    format ??= new Intl.NumberFormat(language, options);
    return format.format(value);
  };
};

/** The formats of one language. */
export const createFormats = (language: Language): Formats => {
  const plain = lazyNumber(language, {});
  const threeDigits = lazyNumber(language, { maximumSignificantDigits: 3 });
  const share = lazyNumber(language, { style: 'percent', maximumFractionDigits: 1 });
  const units = durationUnits[language];
  const gap = language === 'ja' ? '' : ' ';

  const bytes = (value: number): string => {
    let unit = 0;
    let rest = value;
    while (rest >= 999.5 && unit < byteUnits.length - 1) {
      rest /= 1000;
      unit += 1;
    }
    return `${unit === 0 ? plain(rest) : threeDigits(rest)} ${byteUnits[unit]}`;
  };

  const duration = (elapsedMs: number): string => {
    if (elapsedMs < 999.5) return `${Math.round(elapsedMs)}${units.ms}`;
    if (elapsedMs < 59_950) return `${threeDigits(elapsedMs / 1000)}${units.s}`;
    const seconds = Math.round(elapsedMs / 1000);
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes}${units.min}${gap}${seconds % 60}${units.s}`;
    return `${plain(Math.floor(minutes / 60))}${units.h}${gap}${minutes % 60}${units.min}`;
  };

  const dateTime = (moment: Date, timeZone?: string): string =>
    new Intl.DateTimeFormat(language, {
      year: 'numeric',
      ...(language === 'ja'
        ? { month: '2-digit', day: '2-digit' }
        : { month: 'short', day: 'numeric' }),
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'short',
      ...(timeZone === undefined ? {} : { timeZone }),
    }).format(moment);

  const separator = language === 'ja' ? '、' : ', ';
  return {
    number: plain,
    bytes,
    duration,
    dateTime,
    percent: share,
    list: (items) => items.join(separator),
    clauses: (items) => items.join(language === 'ja' ? '。' : '; '),
    sentences: (items) => items.join(gap),
  };
};
