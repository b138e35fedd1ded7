/**
 * What is held against the way the app was started, before anything else runs: switches and
 * variables that would open it to others, and who may read the files that it makes.
 */

export type Start = {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A release, not a checkout. */
  readonly packaged: boolean;
};

/** Switches with which somebody else could drive a release. Fuses do not stop these. */
const remoteControl = ['--remote-debugging-port', '--remote-debugging-pipe', '--inspect'];

const isRemoteControl = (argument: string): boolean => {
  const name = argument.split('=', 1)[0]?.replaceAll('_', '-') ?? '';
  return remoteControl.some((part) => name === part || name.startsWith(`${part}-`));
};

/** Why the app must not run like this, in words for a terminal; undefined where nothing speaks against it. */
export const whyNotStart = ({ argv, environment, packaged }: Start): string | undefined => {
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    return 'NODE_TLS_REJECT_UNAUTHORIZED=0 switches TLS off. Dropline does not run so.';
  }
  if (packaged && argv.some(isRemoteControl)) {
    return 'Dropline does not run under remote control (--remote-debugging-port, --inspect).';
  }
  return undefined;
};

/**
 * The arguments that may be lists: what is no switch, after the program and, where Electron was given
 * the app as a folder, after that.
 */
export const listArguments = (argv: readonly string[], appIsArgument: boolean): readonly string[] =>
  argv.slice(appIsArgument ? 2 : 1).filter((argument) => !argument.startsWith('-'));
