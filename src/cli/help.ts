/** The help of every command in the chosen language, and wrong usage in words. */
import type { Command, CommanderError, HelpConfiguration } from 'commander';
import { visible } from '#contract/words/visible.ts';
import type { Words } from '#contract/words/words.ts';
import { widthOf } from '#contract/words/text-width.ts';

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

/** Wrong usage in the chosen language, of the command that it is about. */
export const usageInWords = (
  { code, message }: CommanderError,
  words: Words,
  command: Command,
): string => {
  const about = quoted(message);
  switch (code) {
    case 'commander.unknownOption':
      return words.say('cli:usage.unknownOption', { given: about });
    case 'commander.unknownCommand':
      return words.say('cli:usage.unknownCommand', { given: about });
    case 'commander.missingArgument': {
      const isOneOfMany = command.registeredArguments.some(({ variadic }) => variadic);
      return isOneOfMany
        ? words.say('cli:usage.missingArguments', { argument: about })
        : words.say('cli:usage.missingArgument', { argument: about });
    }
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

/** The deepest command that the arguments name, and its names. */
const commandNamed = (
  program: Command,
  args: readonly string[],
): { readonly command: Command; readonly names: readonly string[] } => {
  const names: string[] = [];
  let command = program;
  for (const arg of args) {
    const inner = command.commands.find((candidate) => candidate.name() === arg);
    if (inner === undefined) break;
    command = inner;
    names.push(arg);
  }
  return { command, names };
};

/** The command that wrong usage is about. */
export const commandFor = (program: Command, args: readonly string[]): Command =>
  commandNamed(program, args).command;

/** How to get the help of that command. */
export const helpCommandFor = (program: Command, args: readonly string[]): string =>
  ['dropline', ...commandNamed(program, args).names, '--help'].join(' ');

/** The help of a group doesn't answer for a command that it doesn't have. */
export const refuseHelpForUnknown = (group: Command): void => {
  group.addHelpText('before', () => {
    const [given] = group.args;
    if (given === undefined || given.startsWith('-')) return '';
    return group.error(`error: unknown command '${given}'`, { code: 'commander.unknownCommand' });
  });
};
