/** What commands are given in unit tests: streams that remember, and an engine that answers as told. */
import pc from 'picocolors';
import type { CommandContext, Keychain } from '#cli/context.ts';
import type { Terminal } from '#cli/terminal/terminal.ts';
import type { Client } from '#contract/define.ts';
import { type EngineContract, engineContract } from '#contract/engine.ts';
import { fail } from '#contract/result.ts';
import type { Language } from '#contract/schemas/common.ts';
import { createWords } from '#contract/words/words.ts';

export type FakeTerminal = Terminal & {
  readonly printed: string[];
  readonly told: string[];
  readonly drawn: string[];
};

export const fakeTerminal = (
  given: Partial<Pick<Terminal, 'isWatched' | 'canAsk'>> = {},
): FakeTerminal => {
  const printed: string[] = [];
  const told: string[] = [];
  const drawn: string[] = [];
  const colours = pc.createColors(false);
  return {
    print: (lines) => void printed.push(...lines),
    tell: (lines) => void told.push(...lines),
    draw: (text) => void drawn.push(text),
    flush: async () => true,
    isWatched: false,
    canAsk: false,
    columns: 80,
    colours,
    errorColours: colours,
    ...given,
    printed,
    told,
    drawn,
  };
};

/** Calls by group and name; each that isn't given fails, so that no test passes by accident. */
export type FakeCalls = {
  readonly [Group in keyof EngineContract]?: Partial<Client<EngineContract>[Group]>;
};

/** Every call that was made: its name and its input. */
export type Call = readonly [name: string, input: unknown];

export const fakeClient = (calls: FakeCalls, made: Call[]): Client<EngineContract> => {
  const group = (groupName: keyof EngineContract) =>
    Object.fromEntries(
      Object.keys(engineContract[groupName]).map((name) => [
        name,
        async (input: unknown, options: unknown) => {
          made.push([`${groupName}.${name}`, input]);
          const served = calls[groupName] as
            | Record<string, (input: unknown, options: unknown) => unknown>
            | undefined;
          return served?.[name]?.(input, options) ?? fail('unknown-call', { call: name });
        },
      ]),
    );
  const groups = Object.keys(engineContract) as (keyof EngineContract)[];
  return Object.fromEntries(
    groups.map((name) => [name, group(name)]),
  ) as unknown as Client<EngineContract>;
};

export const noKeychain: Keychain = {
  read: async () => fail('keychain-closed'),
  save: async () => fail('keychain-closed'),
  remove: async () => fail('keychain-closed'),
  fromEnvironment: () => null,
};

export type FakeContext = CommandContext & {
  readonly terminal: FakeTerminal;
  readonly made: readonly Call[];
};

export const fakeContext = (
  calls: FakeCalls,
  {
    language = 'en',
    answers = [],
    ...given
  }: Partial<Omit<CommandContext, 'terminal'>> & {
    readonly terminal?: FakeTerminal;
    readonly language?: Language;
    /** What a person answers, in order. */
    readonly answers?: readonly string[];
  } = {},
): FakeContext => {
  const made: Call[] = [];
  const client = fakeClient(calls, made);
  const waiting = [...answers];
  const answer = async () => waiting.shift() ?? null;
  return {
    words: createWords(language, 'terminal'),
    ask: { line: answer, secret: answer },
    env: {},
    signal: new AbortController().signal,
    keychain: noKeychain,
    client: () => client,
    ...given,
    terminal: given.terminal ?? fakeTerminal(),
    made,
  };
};
