/** Options as commands declare them: read into values, described in the chosen language. */
import { Argument, type Command, Option } from 'commander';
import type { Words } from '#contract/words/words.ts';
import type { Action } from './context.ts';
import { type OptionReader, path } from './option-values.ts';
import { UsageError } from './usage-error.ts';

/** What the definitions of commands are given. */
export type Cli = {
  readonly words: Words;
  /** Runs a command's action when the command line has been read. */
  readonly run: (action: Action) => Promise<void>;
};

type Settings<Value> = {
  readonly read?: OptionReader<Value>;
  /** The option may be given more than once; its values are collected. */
  readonly many?: boolean;
  /** Of options that are given more than once: what each value is for. Two for the same are refused. */
  readonly isFor?: (value: Value) => string;
  readonly required?: boolean;
  /** Shown in the help. The option's reader does not see it. */
  readonly fallback?: string;
};

/** Adds an option. `flags` is what people type, such as `--rows <A-B>`. */
export const addOption = <Value>(
  command: Command,
  words: Words,
  flags: string,
  description: string,
  { read, many = false, isFor, required = false, fallback }: Settings<Value> = {},
): void => {
  const shown =
    fallback === undefined
      ? description
      : `${description} (${words.say('help:title.default', { value: fallback })})`;
  const option = new Option(flags, shown);
  // `--no-fix RULE` takes a value: it is an option of its own, not the opposite of `--fix`.
  option.negate = false;
  const name = option.long ?? flags;
  const one = (given: string): unknown => (read === undefined ? given : read(words, name, given));
  const taken = new Set<string>();
  if (many) {
    option.argParser<unknown[] | undefined>((given, before) => {
      const value = one(given);
      const about = isFor?.(value as Value);
      if (about !== undefined && taken.has(about)) {
        throw new UsageError(words.say('cli:usage.twice', { option: name, about }));
      }
      if (about !== undefined) taken.add(about);
      return [...(before ?? []), value];
    });
  } else if (read !== undefined) {
    option.argParser<unknown>((given) => one(given));
  }
  command.addOption(option.makeOptionMandatory(required));
};

/** Adds an argument that is a path, or several where `name` ends in three dots. */
export const addPathArgument = (
  command: Command,
  words: Words,
  name: string,
  description: string,
): void => {
  const argument = new Argument(name, description);
  const one = (given: string): string => path(words, argument.name(), given);
  if (argument.variadic) {
    argument.argParser<string[] | undefined>((given, before) => [...(before ?? []), one(given)]);
  } else argument.argParser<string>((given) => one(given));
  command.addArgument(argument);
};

export const addJsonOption = (command: Command, words: Words): void =>
  addOption(command, words, '--json', words.say('help:program.json'));
