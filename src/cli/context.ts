/** What a command is given to work with, and the steps that most commands share. */
import { basename } from 'node:path';
import type { Client } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import type { Credentials, Profile } from '#contract/schemas/profile.ts';
import { visible } from '#contract/words/visible.ts';
import type { Words } from '#contract/words/words.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { renderFailure } from './render/failure.ts';
import type { Ask } from './terminal/ask.ts';
import { createProgressBar } from './terminal/progress-bar.ts';
import type { Terminal } from './terminal/terminal.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The keychain of this computer, as far as commands use it. */
export type Keychain = {
  readonly read: (
    profileId: string,
  ) => Promise<Result<Credentials, 'credentials-missing' | 'keychain-closed'>>;
  readonly save: (
    profileId: string,
    credentials: Credentials,
  ) => Promise<Result<object, 'keychain-closed'>>;
  readonly remove: (profileId: string) => Promise<Result<object, 'keychain-closed'>>;
  /** The credentials of `AWS_…`; null where they aren't set. */
  readonly fromEnvironment: () => Credentials | null;
};

export type CommandContext = {
  readonly words: Words;
  readonly terminal: Terminal;
  readonly ask: Ask;
  readonly env: Environment;
  /** Aborts when the command is interrupted. */
  readonly signal: AbortSignal;
  readonly keychain: Keychain;
  /** The engine's calls. It is started when this is first asked for. */
  readonly client: () => Client<EngineContract>;
};

/** What a command does. Its exit code is what it returns. */
export type Action = (context: CommandContext) => Promise<ExitCode>;

/**
 * Tells a failure on standard error and returns its exit code. An engine that was lost after an
 * interruption was interrupted, too: it is, as long as it hasn't begun to listen.
 */
export const endWith = (
  { terminal, words, signal }: CommandContext,
  failure: Pick<Failure, 'code' | 'details'>,
  about?: string,
): ExitCode => {
  const isInterrupted = signal.aborted && failure.code === 'engine-died';
  const told = isInterrupted ? fail('cancelled').error : failure;
  terminal.tell(renderFailure(told, words, terminal.errorColours, about));
  return exitCodeOf(told.code);
};

/**
 * Characters that would drive a terminal or turn the direction of text, which JSON lets stand. As
 * escapes they mean the same to every reader of JSON.
 */
const unescaped = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Prints one JSON value to standard output. */
export const printJson = ({ terminal }: CommandContext, value: unknown): void => {
  const text = JSON.stringify(value, null, 2).replace(
    unescaped,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  terminal.print([text]);
};

/** The first number and the first plural take long: they are made while the engine works. */
const warmUp = (words: Words): void => {
  words.finding({ rule: 'row-blank', severity: 'info', count: 0 });
};

/** Runs work with a bar on standard error. `note` adds to the bar what the work alone knows. */
export const withBar = async <Progress extends ByteProgress, Value>(
  { terminal, words, signal }: CommandContext,
  work: (options: {
    signal: AbortSignal;
    onProgress: (progress: Progress) => void;
  }) => Promise<Value>,
  note: (progress: Progress) => string = () => '',
): Promise<Value> => {
  const bar = createProgressBar(terminal, words);
  try {
    const working = work({
      signal,
      onProgress: (progress) =>
        bar.show({
          label: words.stage(progress.stage),
          doneBytes: progress.doneBytes,
          totalBytes: progress.totalBytes,
          note: note(progress),
        }),
    });
    setImmediate(() => warmUp(words));
    return await working;
  } finally {
    bar.end();
  }
};

/** Says so where an open list is no longer where it was opened. */
export const tellWhereGone = async (
  { client, terminal, words }: CommandContext,
  fileId: string,
  path: string,
): Promise<void> => {
  const looked = await client().files.isThere({ fileId });
  if (!looked.ok || looked.value.isThere) return;
  terminal.tell([words.say('cli:list.gone', { name: visible(basename(path)) })]);
};

/** The profile of a name, or of an id. */
export const findProfile = async (
  context: CommandContext,
  given: string,
): Promise<Result<Profile>> => {
  const listed = await context.client().profiles.list({});
  if (!listed.ok) return listed;
  const { profiles } = listed.value;
  const found =
    profiles.find(({ name }) => name === given) ?? profiles.find(({ id }) => id === given);
  return found === undefined ? fail('unknown-profile', { name: given }) : succeed(found);
};

/** The id of the profile that an option names; undefined where it names none. */
export const profileIdOf = async (
  context: CommandContext,
  given: string | undefined,
): Promise<Result<string | undefined>> => {
  if (given === undefined) return succeed(undefined);
  const found = await findProfile(context, given);
  return found.ok ? succeed(found.value.id) : found;
};
