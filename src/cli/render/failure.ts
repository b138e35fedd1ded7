/** A failure as lines: what happened, why, and what to do. */
import type { Failure } from '#contract/result.ts';
import { visible } from '#contract/words/visible.ts';
import type { Words } from '#contract/words/words.ts';
import type { Colours } from '../terminal/terminal.ts';

/** `about` names the file where several are at work; a failure that names it itself is left as it is. */
export const renderFailure = (
  failure: Pick<Failure, 'code' | 'details'>,
  words: Words,
  colours: Colours,
  about?: string,
): string[] => {
  const { what, why, whatToDo } = words.failure(failure);
  const isNamed = about === undefined || what.includes(about);
  const first = isNamed ? what : words.say('cli:failure.file', { name: about, what });
  return [
    colours.red(`✖ ${visible(first)}`),
    `  ${visible(why)}`,
    `  ${visible(whatToDo)}`,
    colours.dim(`  [${failure.code}]`),
  ];
};
