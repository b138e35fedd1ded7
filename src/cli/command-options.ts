/** Options as commands declare them: read into values, described in the chosen language. */
import { type Command, Option } from 'commander';
import type { Words } from '#contract/words/words.ts';
import type { Action } from './context.ts';
import type { OptionReader } from './option-values.ts';

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
  { read, many = false, required = false, fallback }: Settings<Value> = {},
): void => {
  const shown =
    fallback === undefined
      ? description
      : `${description} (${words.say('help:title.default', { value: fallback })})`;
  const option = new Option(flags, shown);
  // `--no-fix RULE` takes a value: it is an option of its own, not the opposite of `--fix`.
  option.negate = false;
  const one = (given: string): unknown =>
    read === undefined ? given : read(words, option.long ?? flags, given);
  if (many) {
    option.argParser<unknown[] | undefined>((given, before) => [...(before ?? []), one(given)]);
  } else if (read !== undefined) {
    option.argParser<unknown>((given) => one(given));
  }
  command.addOption(option.makeOptionMandatory(required));
};

export const addJsonOption = (command: Command, words: Words): void =>
  addOption(command, words, '--json', words.say('help:program.json'));
