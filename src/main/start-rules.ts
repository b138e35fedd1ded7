/**
 * What is held against the way the app was started, before anything else runs: switches and
 * variables that would open it to others, and who may read the files that it makes.
 */
import { isUnverified } from '#contract/unverified.ts';

export type Start = {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A release, not a checkout. */
  readonly packaged: boolean;
  readonly platform: NodeJS.Platform;
};

/** Switches with which somebody else could drive a release. Fuses do not stop these. */
const remoteControl = ['remote-debugging-port', 'remote-debugging-pipe', 'inspect'];

/** What Chromium takes for the begin of a switch. Elsewhere than on Windows a slash begins a path. */
const switchBegin = (platform: NodeJS.Platform): RegExp =>
  platform === 'win32' ? /^(--?|\/)/ : /^--?/;

const isRemoteControl = (argument: string, platform: NodeJS.Platform): boolean => {
  const text = argument.trim();
  const begin = switchBegin(platform).exec(text)?.[0];
  if (begin === undefined) return false;
  const name = text.slice(begin.length).split('=', 1)[0]?.toLowerCase().replaceAll('_', '-') ?? '';
  return remoteControl.some((part) => name === part || name.startsWith(`${part}-`));
};

/** Why the app must not run like this, in words for a terminal; undefined where nothing speaks against it. */
export const whyNotStart = ({
  argv,
  environment,
  packaged,
  platform,
}: Start): string | undefined => {
  if (isUnverified(environment)) {
    return 'NODE_TLS_REJECT_UNAUTHORIZED=0 switches TLS off. Dropline does not run so.';
  }
  if (packaged && argv.some((argument) => isRemoteControl(argument, platform))) {
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
