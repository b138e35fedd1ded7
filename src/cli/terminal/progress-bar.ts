/** Progress of long work: one line on standard error, only where somebody watches. */
import type { Words } from '#contract/words/words.ts';
import { shorten } from './columns.ts';
import type { Terminal } from './terminal.ts';

export type BarState = {
  readonly label: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** What else is worth knowing, such as the speed. */
  readonly note?: string;
};

const barCells = 24;
/** Work that is over sooner than this shows no bar at all. */
const quietMs = 300;

/** The bar as text: label, bar, percent, note. Never more than 100 %. */
export const barText = ({ label, doneBytes, totalBytes, note }: BarState, words: Words): string => {
  const share = totalBytes === 0 ? 0 : Math.min(1, doneBytes / totalBytes);
  const full = Math.floor(share * barCells);
  const bar = `${'█'.repeat(full)}${'░'.repeat(barCells - full)}`;
  const percent = words.percent(Math.floor(share * 100) / 100);
  return [label, bar, percent, note ?? ''].filter((part) => part !== '').join('  ');
};

export type ProgressBar = {
  readonly show: (state: BarState) => void;
  readonly end: () => void;
};

export const createProgressBar = (
  terminal: Terminal,
  words: Words,
  now: () => number = performance.now.bind(performance),
): ProgressBar => {
  const startedAt = now();
  let isShown = false;
  return {
    show: (state) => {
      if (!terminal.isWatched || now() - startedAt < quietMs) return;
      isShown = true;
      terminal.draw(shorten(barText(state, words), terminal.columns - 1));
    },
    end: () => {
      if (isShown) terminal.draw('');
      isShown = false;
    },
  };
};
