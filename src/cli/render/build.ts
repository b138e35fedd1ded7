/** A built batch as people read it. */
import { join } from 'node:path';
import { type BuildAnswer, IDS_ONLY_NAME, type Manifest } from '#contract/schemas/batch.ts';
import { visible } from '#contract/words/visible.ts';
import type { Words } from '#contract/words/words.ts';
import { alignColumns } from '../terminal/columns.ts';
import type { Colours } from '../terminal/terminal.ts';
import { renderCounts } from './check.ts';
import { commandLine } from './command-line.ts';

/** Where a batch is sealed for, in words. */
export const addressInWords = (address: Manifest['address'], words: Words): string => {
  if (address === null) return words.say('cli:build.unaddressed');
  const { appId, channelId, environment } = address;
  return environment === null
    ? words.say('cli:build.place', { appId, channelId })
    : words.say('cli:build.placeIn', {
        appId,
        channelId,
        environment: words.say(`terms:environment.${environment}`),
      });
};

const shownDigits = 16;

/**
 * The second batch: where it is and how many rows it has; null where there is none. The manifest's
 * parts are those of the first one, the counts those of the whole list.
 */
const secondBatchOf = ({ dir, manifest, records }: BuildAnswer) => {
  const inFirst = manifest.parts.reduce((sum, part) => sum + part.records, 0);
  const count = records.deliverable - inFirst;
  return count > 0 ? { dir: join(dir, IDS_ONLY_NAME), count } : null;
};

/** Says that there is a second batch, for who sees nothing but the JSON of the first. */
export const renderSecondBatch = (answer: BuildAnswer, words: Words): string[] => {
  const second = secondBatchOf(answer);
  if (second === null) return [];
  const { dir, count } = second;
  return [words.say('cli:build.idsOnly', { dir: visible(dir), count })];
};

export const renderBuild = (
  answer: BuildAnswer,
  profileName: string | undefined,
  words: Words,
  colours: Colours,
): string[] => {
  const { dir, manifest, records } = answer;
  const shownDir = visible(dir);
  const second = secondBatchOf(answer);
  const deliver = (batchDir: string) =>
    visible(commandLine(['deliver', batchDir, '--profile', profileName ?? 'NAME']));
  return [
    `${colours.green('✔')} ${colours.bold(words.say('cli:build.built', { dir: shownDir }))}`,
    '',
    ...alignColumns(
      [
        [words.say('cli:build.batch'), manifest.id],
        [words.say('cli:build.type'), words.say(`terms:type.${manifest.type}`)],
        [words.say('cli:build.format'), words.say(`terms:format.${manifest.format}`)],
        [words.say('cli:build.address'), addressInWords(manifest.address, words)],
      ],
      ['left', 'left'],
      { indent: 2, gap: 3 },
    ),
    '',
    ...renderCounts(records, words),
    '',
    ...alignColumns(
      [
        [
          words.say('cli:build.partFile'),
          words.say('cli:build.partRecords'),
          words.say('cli:build.partBytes'),
          words.say('cli:build.partSha256'),
        ],
        ...manifest.parts.map((part) => [
          part.file,
          words.number(part.records),
          words.bytes(part.bytes),
          `${part.sha256.slice(0, shownDigits)}…`,
        ]),
      ],
      ['left', 'right', 'right', 'left'],
      { indent: 2, gap: 3 },
      (cell, row) => (row === 0 ? colours.dim(cell) : cell),
    ),
    ...(manifest.fixes.length === 0
      ? []
      : [
          '',
          colours.bold(words.say('cli:build.fixes')),
          ...alignColumns(
            manifest.fixes.map(({ rule, rows }) => [words.number(rows), words.rule(rule).title]),
            ['right', 'left'],
            { indent: 2 },
          ),
        ]),
    ...(records.rejected === 0
      ? []
      : ['', words.say('cli:build.rejected', { file: 'rejected.csv' })]),
    ...(second === null ? [] : ['', ...renderSecondBatch(answer, words)]),
    '',
    words.say('cli:build.next', { command: deliver(dir) }),
    ...(second === null
      ? []
      : [words.say('cli:build.afterwards', { command: deliver(second.dir) })]),
  ];
};
