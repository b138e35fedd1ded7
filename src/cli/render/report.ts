/** A returned error CSV as people read it: grouped by reason, each row tied to its batch. */
import type { ReportAnswer } from '#contract/schemas/report.ts';
import { visible } from '#contract/words/visible.ts';
import type { Words } from '#contract/words/words.ts';
import { alignColumns, shorten } from '../terminal/columns.ts';
import type { Colours } from '../terminal/terminal.ts';

const shownRows = 10;
const longestReason = 160;

export const renderReport = (answer: ReportAnswer, words: Words, colours: Colours): string[] => {
  const { file, origin, records, reasons, batch } = answer;
  const knowsSource = reasons.some(({ rows }) =>
    rows.some(({ sourceLine }) => sourceLine !== null),
  );
  const optional = (value: number | null) => (value === null ? '–' : words.number(value));
  const titles = [
    words.say('cli:report.line'),
    words.say('cli:report.lineUserId'),
    words.say('cli:report.part'),
    words.say('cli:report.record'),
    ...(knowsSource ? [words.say('cli:report.sourceLine')] : []),
  ];
  return [
    colours.bold(
      words.say('cli:report.summary', {
        name: visible(file.name),
        origin: words.say(`terms:origin.${origin}`),
      }),
    ),
    '',
    ...alignColumns(
      [
        [words.say('cli:report.batch'), batch],
        [words.say('cli:report.rows'), words.number(records.total)],
        [words.say('cli:report.matched'), words.number(records.matched)],
        [words.say('cli:report.unmatched'), words.number(records.unmatched)],
      ],
      ['left', 'right'],
      { indent: 2, gap: 3 },
    ),
    ...reasons.flatMap(({ reason, count, rows }) => {
      const shown = rows.slice(0, shownRows);
      const text = reason === '' ? words.say('cli:report.noReason') : visible(reason);
      return [
        '',
        colours.bold(
          words.say('cli:report.reason', { count, reason: shorten(text, longestReason) }),
        ),
        ...alignColumns(
          [
            titles,
            ...shown.map((row) => [
              words.number(row.line),
              shorten(visible(row.lineUserId), 40),
              visible(row.part ?? '–'),
              optional(row.record),
              ...(knowsSource ? [optional(row.sourceLine)] : []),
            ]),
          ],
          ['right', 'left', 'left', 'right', ...(knowsSource ? (['right'] as const) : [])],
          { indent: 4, gap: 3 },
          (cell, row) => (row === 0 ? colours.dim(cell) : cell),
        ),
        ...(count > shown.length
          ? [colours.dim(`    ${words.say('cli:report.more', { count: count - shown.length })}`)]
          : []),
      ];
    }),
    ...(knowsSource || reasons.length === 0 ? [] : ['', words.say('cli:report.sourceHint')]),
  ];
};
