/** The help of every command in the chosen language, and wrong usage in words. */
import type { Command, CommanderError, HelpConfiguration } from 'commander';
import { visible } from '#contract/words/visible.ts';
import type { Words } from '#contract/words/words.ts';
import { widthOf } from './terminal/columns.ts';

/** Commander's own titles are English; each is told by how it begins. */
const titles = {
  'Usage:': 'help:title.usage',
  'Arguments:': 'help:title.arguments',
  'Options:': 'help:title.options',
  'Global Options:': 'help:title.globalOptions',
  'Commands:': 'help:title.commands',
} as const;

/** How help looks. Japanese is measured in terminal cells. */
export const helpConfiguration = (words: Words): HelpConfiguration => ({
  showGlobalOptions: true,
  displayWidth: widthOf,
  styleTitle: (title) => {
    const key = Object.hasOwn(titles, title) ? titles[title as keyof typeof titles] : undefined;
    return key === undefined ? title : words.say(key);
  },
  styleUsage: (usage) =>
    usage
      .replace('[options]', words.say('help:title.usageOptions'))
      .replace('[command]', words.say('help:title.usageCommand')),
});

/** What commander quotes in a message: the option or argument that it is about. */
const quoted = (message: string): string => visible(/'([^']*)'/.exec(message)?.[1] ?? '');

/** Wrong usage in the chosen language. */
export const usageInWords = ({ code, message }: CommanderError, words: Words): string => {
  const about = quoted(message);
  switch (code) {
    case 'commander.unknownOption':
      return words.say('cli:usage.unknownOption', { given: about });
    case 'commander.unknownCommand':
      return words.say('cli:usage.unknownCommand', { given: about });
    case 'commander.missingArgument':
      return words.say('cli:usage.missingArgument', { argument: about });
    case 'commander.optionMissingArgument':
      return words.say('cli:usage.missingValue', { option: about });
    case 'commander.missingMandatoryOptionValue':
      return words.say('cli:usage.missingOption', { option: about });
    case 'commander.excessArguments':
      return words.say('cli:usage.tooMany');
    default:
      return message;
  }
};

/** The command whose help fits wrong usage best: the deepest that the arguments name. */
export const helpCommandFor = (program: Command, args: readonly string[]): string => {
  const names: string[] = [];
  let command: Command | undefined = program;
  for (const arg of args) {
    command = command.commands.find((inner) => inner.name() === arg);
    if (command === undefined) break;
    names.push(arg);
  }
  return ['dropline', ...names, '--help'].join(' ');
};
