/** A delivery as people read it: what is known, never more. *Uploaded* is not *imported*. */
import { basename } from 'node:path';
import type { DeliverProgress, Receipt, ReceiptPart } from '#contract/schemas/delivery.ts';
import { visible } from '#contract/words/visible.ts';
import type { Words } from '#contract/words/words.ts';
import { alignColumns } from '../terminal/columns.ts';
import type { Colours } from '../terminal/terminal.ts';
import { commandLine } from './command-line.ts';

export type DeliveredTo = {
  readonly batchDir: string;
  /** A folder is practice or a hand-over: nothing reaches Repro. */
  readonly isFolder: boolean;
  readonly receiptFile: string | null;
};

const outcomeLines = (
  { outcome }: Receipt,
  { batchDir, isFolder }: DeliveredTo,
  words: Words,
  colours: Colours,
): string[] => {
  switch (outcome) {
    case 'uploaded': {
      if (isFolder)
        return [`${colours.green('✔')} ${colours.bold(words.say('cli:deliver.placed'))}`];
      const command = visible(commandLine(['report', 'FILE', '--batch', batchDir]));
      return [
        `${colours.green('✔')} ${colours.bold(words.say('cli:deliver.uploaded'))}`,
        words.say('cli:deliver.uploadedNext', { command }),
      ];
    }
    case 'unknown':
      return [
        `${colours.yellow('▲')} ${colours.bold(words.say('cli:deliver.unknown'))}`,
        words.say('cli:deliver.unknownNext'),
      ];
    case 'failed':
      return [`${colours.red('✖')} ${colours.bold(words.say('cli:deliver.failed'))}`];
    case 'cancelled':
      return [`${colours.yellow('▲')} ${colours.bold(words.say('cli:deliver.cancelled'))}`];
  }
};

/** How a part stands, as a key of the words. One that may be there is never called missing. */
const stateOf = ({ outcome }: Receipt, { finishedAt }: ReceiptPart) => {
  if (finishedAt !== null) return 'cli:deliver.arrived';
  return outcome === 'unknown' ? 'cli:deliver.notConfirmed' : 'cli:deliver.notUploaded';
};

export const renderReceipt = (
  receipt: Receipt,
  to: DeliveredTo,
  words: Words,
  colours: Colours,
): string[] => [
  ...outcomeLines(receipt, to, words, colours),
  '',
  ...alignColumns(
    [
      [
        words.say('cli:deliver.state'),
        words.say('cli:deliver.bytes'),
        words.say('cli:deliver.place'),
      ],
      ...receipt.parts.map((part) => [
        words.say(stateOf(receipt, part)),
        words.bytes(part.bytes),
        visible(part.bucket === null ? part.key : `s3://${part.bucket}/${part.key}`),
      ]),
    ],
    ['left', 'right', 'left'],
    { indent: 2, gap: 3 },
    (cell, row) => (row === 0 ? colours.dim(cell) : cell),
  ),
  ...(to.receiptFile === null
    ? []
    : ['', words.say('cli:deliver.receipt', { file: visible(basename(to.receiptFile)) })]),
];

/** What stands beside the bar: the part, the speed, the time left, or the wait. */
export const progressNote = (progress: DeliverProgress, words: Words): string => {
  const { part, parts, bytesPerSecond, retryInMs, doneBytes, totalBytes } = progress;
  const place =
    parts > 1
      ? [words.say('cli:deliver.part', { part: words.number(part), parts: words.number(parts) })]
      : [];
  if (retryInMs !== null) {
    return [...place, words.say('cli:deliver.retry', { duration: words.duration(retryInMs) })].join(
      ' · ',
    );
  }
  if (bytesPerSecond === null || bytesPerSecond === 0) return place.join(' · ');
  const leftMs = (Math.max(0, totalBytes - doneBytes) / bytesPerSecond) * 1000;
  return [
    ...place,
    words.say('cli:deliver.speed', { bytes: words.bytes(bytesPerSecond) }),
    words.say('cli:deliver.left', { duration: words.duration(Math.max(1000, leftMs)) }),
  ].join(' · ');
};
