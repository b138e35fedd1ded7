/** Command lines to be copied: what to do next, as people would type it. */

/** Quotes what a shell would take apart. Single quotes work in every POSIX shell. */
const quote = (argument: string): string =>
  /^[\w@%+=:,./\\-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;

/** `dropline` and its arguments. */
export const commandLine = (args: readonly string[]): string =>
  ['dropline', ...args.map(quote)].join(' ');
