/** The whole command line: every command with its options and help. What isn't here doesn't exist. */
import { Command } from 'commander';
import { language } from '#contract/schemas/common.ts';
import type { Cli } from './command-options.ts';
import { addOption } from './command-options.ts';
import { defineBuild } from './commands/build.ts';
import { defineCheck } from './commands/check.ts';
import { defineDeliver } from './commands/deliver.ts';
import { definePreview } from './commands/preview.ts';
import { defineProfiles } from './commands/profiles.ts';
import { defineReport } from './commands/report.ts';
import { defineSample } from './commands/sample.ts';
import { helpConfiguration, refuseHelpForUnknown } from './help.ts';
import { oneOf } from './option-values.ts';

/** Settings that commander doesn't hand down to commands that were made before. */
const settle = (command: Command, { words }: Cli): void => {
  command
    .configureHelp(helpConfiguration(words))
    // Wrong usage is told in words by the caller; the help of a group goes to standard error.
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .showSuggestionAfterError(false)
    .allowExcessArguments(false)
    .helpOption('-h, --help', words.say('help:program.help'));
  if (command.commands.length > 0) refuseHelpForUnknown(command);
  for (const inner of command.commands) settle(inner, { words, run: async () => undefined });
};

/** Makes the command line. Reading a wrong one throws a `CommanderError` or a `UsageError`. */
export const createProgram = (cli: Cli, version: string): Command => {
  const { words } = cli;
  const program = new Command('dropline')
    .description(words.say('help:program.description'))
    .version(version, '-V, --version', words.say('help:program.version'))
    .helpCommand(false)
    .addHelpText('after', `\n${words.say('help:program.exitCodes')}`);
  addOption(program, words, '--lang <language>', words.say('help:program.lang'), {
    read: oneOf(language.options),
  });
  defineCheck(program, cli);
  definePreview(program, cli);
  defineBuild(program, cli);
  defineDeliver(program, cli);
  defineReport(program, cli);
  defineProfiles(program, cli);
  defineSample(program, cli);
  settle(program, cli);
  return program;
};
