/** `dropline sample`: writes a believable list with planted faults, for trying things out. */
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { visible } from '#contract/words/visible.ts';
import { addOption, type Cli } from '../command-options.ts';
import { type CommandContext, endWith, withBar } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { path, wholeNumber } from '../option-values.ts';

export type SampleCommandOptions = {
  readonly rows?: number;
  readonly seed?: number;
  readonly out?: string;
};

const usualRows = 1000;
const usualSeed = 1;

/** Without `--out` the engine writes to standard output, which it shares with this process. */
export const sample = async (
  context: CommandContext,
  { rows = usualRows, seed = usualSeed, out }: SampleCommandOptions,
): Promise<ExitCode> => {
  const { terminal, words } = context;
  const written = await withBar(context, (call) =>
    context
      .client()
      .samples.write({ rows, seed, ...(out === undefined ? {} : { path: resolve(out) }) }, call),
  );
  if (!written.ok) return endWith(context, written.error);
  if (out !== undefined) {
    const { rows: count, bytes } = written.value;
    const file = visible(basename(out));
    terminal.tell([words.say('cli:sample.written', { file, count, bytes: words.bytes(bytes) })]);
  }
  return EXIT.fine;
};

export const defineSample = (program: Command, { words, run }: Cli): void => {
  const command = program
    .command('sample')
    .summary(words.say('help:sample.summary'))
    .description(words.say('help:sample.summary'));
  addOption(command, words, '--rows <n>', words.say('help:sample.rows'), {
    read: wholeNumber(0, 200_000_000),
    fallback: String(usualRows),
  });
  addOption(command, words, '--seed <n>', words.say('help:sample.seed'), {
    read: wholeNumber(0, 0xffff_ffff),
    fallback: String(usualSeed),
  });
  addOption(command, words, '--out <file>', words.say('help:sample.out'), { read: path });
  command.action((options: SampleCommandOptions) => run((context) => sample(context, options)));
};
