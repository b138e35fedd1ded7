/** `dropline preview FILE --rows A-B`: records from anywhere in a file. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type EncodingName, encodingName } from '#contract/schemas/common.ts';
import { addJsonOption, addOption, addPathArgument, type Cli } from '../command-options.ts';
import { type CommandContext, endWith, printJson, withBar } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { oneOf, type RowRange, rowRange } from '../option-values.ts';
import { renderPreview } from '../render/preview.ts';

export type PreviewCommandOptions = {
  readonly rows?: RowRange;
  readonly encoding?: 'auto' | EncodingName;
  readonly json?: boolean;
};

const firstRows: RowRange = { from: 1, to: 20 };

export const preview = async (
  context: CommandContext,
  path: string,
  { rows = firstRows, encoding = 'auto', json = false }: PreviewCommandOptions,
): Promise<ExitCode> => {
  const { files, checks } = context.client();
  const opened = await files.open({ path: resolve(path) }, { signal: context.signal });
  if (!opened.ok) return endWith(context, opened.error);
  const { fileId } = opened.value;
  const read = await withBar(context, (call) =>
    checks.preview({ fileId, range: rows, encoding }, call),
  );
  if (!read.ok) return endWith(context, read.error);
  const { terminal, words } = context;
  if (json) printJson(context, read.value);
  else terminal.print(renderPreview(read.value, words, terminal.colours));
  return EXIT.fine;
};

export const definePreview = (program: Command, { words, run }: Cli): void => {
  const command = program
    .command('preview')
    .summary(words.say('help:preview.summary'))
    .description(words.say('help:preview.summary'));
  addPathArgument(command, words, '<file>', words.say('help:preview.file'));
  addOption(command, words, '--rows <A-B>', words.say('help:preview.rows'), {
    read: rowRange,
    fallback: `${firstRows.from}-${firstRows.to}`,
  });
  addOption(command, words, '--encoding <encoding>', words.say('help:check.encoding'), {
    read: oneOf(['auto', ...encodingName.options]),
    fallback: 'auto',
  });
  addJsonOption(command, words);
  command.action((path: string, options: PreviewCommandOptions) =>
    run((context) => preview(context, path, options)),
  );
};
