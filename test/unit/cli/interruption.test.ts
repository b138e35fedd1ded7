/** Once is a wish, twice at once is the same wish, and later it is impatience. */
import { describe, expect, it } from 'vitest';
import { createInterruption } from '#cli/interruption.ts';

describe('createInterruption', () => {
  it.each([
    ['one', [0], 0],
    ['two at once, as timeout sends them', [0, 2], 0],
    ['two', [0, 900], 1],
    ['two at once, and one more', [0, 2, 900], 1],
  ])('%s', (_, moments, ended) => {
    let [now, ends] = [0, 0];
    const { signal, interrupt } = createInterruption(
      () => {
        ends += 1;
      },
      () => now,
    );
    const before = signal.aborted;
    for (const moment of moments) {
      now = moment;
      interrupt();
    }
    expect([before, signal.aborted, ends]).toEqual([false, true, ended]);
  });
});
