/** The options about a list that checking and building share. */
import type { Command } from 'commander';
import type { EncodingName, ImportType, ListFormat } from '#contract/schemas/common.ts';
import { encodingName, importType, listFormat } from '#contract/schemas/common.ts';
import { addOption, type Cli } from '../command-options.ts';
import type { ColumnMapping } from '../option-values.ts';
import { columnMapping, oneOf } from '../option-values.ts';

export type ListOptions = {
  readonly profile?: string;
  readonly type?: ImportType;
  readonly format?: 'auto' | ListFormat;
  readonly encoding?: 'auto' | EncodingName;
  readonly map?: readonly ColumnMapping[];
};

export const addListOptions = (command: Command, { words }: Cli): void => {
  addOption(command, words, '--for <destination>', words.say('help:check.for'), {
    read: oneOf(['repro-line']),
    fallback: 'repro-line',
  });
  addOption(command, words, '--format <format>', words.say('help:check.format'), {
    read: oneOf(['auto', ...listFormat.options]),
    fallback: 'auto',
  });
  addOption(command, words, '--encoding <encoding>', words.say('help:check.encoding'), {
    read: oneOf(['auto', ...encodingName.options]),
    fallback: 'auto',
  });
  addOption(command, words, '--map <source=target>', words.say('help:check.map'), {
    read: columnMapping,
    many: true,
    isFor: ({ target }) => target,
  });
};

export const addTypeOption = (
  command: Command,
  { words }: Cli,
  description: string,
  required: boolean,
): void =>
  addOption(command, words, '--type <type>', description, {
    read: oneOf(importType.options),
    required,
  });

/** The options as the contract has them. What wasn't given is left to its default there. */
export const listInput = ({ type, format, encoding, map }: ListOptions) => ({
  ...(type === undefined ? {} : { type }),
  ...(format === undefined ? {} : { format }),
  ...(encoding === undefined ? {} : { encoding }),
  ...(map === undefined ? {} : { map: [...map] }),
});
