/** A wrong call: thrown by the parsers of options, caught where the command line ends (exit 2). */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
