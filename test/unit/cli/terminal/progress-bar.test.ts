/** Progress is honest: never over 100 %, and nothing where nobody watches. */
import { describe, expect, it } from 'vitest';
import { barText, createProgressBar } from '#cli/terminal/progress-bar.ts';
import { createWords } from '#contract/words/words.ts';
import { fakeTerminal } from '../fakes.ts';

const words = createWords('en');

describe('barText', () => {
  it.each([
    [0, 0, '0%'],
    [0, 100, '0%'],
    [999, 1000, '99%'],
    [1000, 1000, '100%'],
    [1250, 1000, '100%'],
  ])('%i of %i is %s', (doneBytes, totalBytes, percent) => {
    const text = barText({ label: 'Sending', doneBytes, totalBytes }, words);
    expect(text.split('  ').at(-1)).toBe(percent);
  });
});

describe('createProgressBar', () => {
  const state = { label: 'Checking', doneBytes: 1, totalBytes: 2 };

  it('draws nothing in a pipe', () => {
    const terminal = fakeTerminal();
    const bar = createProgressBar(terminal, words, () => 10_000);
    bar.show(state);
    bar.end();
    expect(terminal.drawn).toEqual([]);
  });

  it('waits a moment, draws, and takes itself away', () => {
    const terminal = fakeTerminal({ isWatched: true });
    let now = 0;
    const bar = createProgressBar(terminal, words, () => now);
    bar.show(state);
    now = 1000;
    bar.show(state);
    bar.end();
    bar.end();
    expect(terminal.drawn).toEqual([barText(state, words), '']);
  });
});
