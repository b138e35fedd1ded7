/** Whether the time grows as the list does, and no more; and a file that is a single line. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { type Case, inRounds, median } from '../case.ts';
import { type CheckMeasured, measureCheck, measureDrop } from '../engine.ts';
import type { Measured } from '../program.ts';

const writeLine = (path: string, bytes: number): void => {
  const fd = openSync(path, 'w');
  const block = Buffer.alloc(1_000_000, 'a');
  for (let written = 0; written < bytes; written += block.length) writeSync(fd, block);
  closeSync(fd);
};

export const sizes: Case = {
  name: 'sizes',
  title: 'Against the size of the file',
  measure: async ({ lists, rounds, rows }) => {
    const paths = {
      small: await lists.sample(97_300),
      middle: await lists.sample(973_000),
      large: await lists.sample(rows),
      line: await lists.file('line.csv', (path) => writeLine(path, 500_000_000)),
    };
    const check = (path: string) => () => measureCheck(path, lists.dir);
    const measured = await inRounds<keyof typeof paths | 'dropped', CheckMeasured>(rounds, {
      dropped: () => measureDrop(paths.small, lists.dir),
      small: check(paths.small),
      middle: check(paths.middle),
      large: check(paths.large),
      line: check(paths.line),
    });
    const ms = (all: readonly Measured[]) => median(all.map((one) => one.ms));
    const perRecord = (all: readonly CheckMeasured[]) =>
      median(all.map((one) => one.report.records.total / one.ms / 1000));
    const { dropped, small, middle, large, line } = measured;
    const none = { must: null, aim: null };
    return [
      {
        what: '5 MB, dropped on a window that has been open for two seconds',
        value: ms(dropped),
        unit: 'ms',
        must: { atMost: 60 },
        aim: null,
      },
      { what: '5 MB, by a command that has just started', value: ms(small), unit: 'ms', ...none },
      { what: '50 MB', value: perRecord(middle), unit: 'M records/s', ...none },
      { what: 'the large list', value: perRecord(large), unit: 'M records/s', ...none },
      {
        what: '500 MB in a single line',
        value: ms(line),
        unit: 'ms',
        must: { atMost: 2000 },
        aim: null,
      },
      {
        what: '500 MB in a single line, memory',
        value: median(line.map(({ peakBytes }) => peakBytes / 1e6)),
        unit: 'MB',
        must: { atMost: 600 },
        aim: null,
      },
    ];
  },
};
