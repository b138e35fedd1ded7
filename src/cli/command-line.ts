/** Reads the arguments, runs one command, and ends with its exit code. */
import { CommanderError } from 'commander';
import { fail } from '#contract/result.ts';
import { isUnverified } from '#contract/unverified.ts';
import { visible } from '#contract/words/visible.ts';
import { createWords } from '#contract/words/words.ts';
import { type RunningEngine, startEngine } from '#shell/start-engine.ts';
import type { EngineProcess } from '#shell/supervise.ts';
import manifest from '../../package.json' with { type: 'json' };
import { type Action, type CommandContext, endWith } from './context.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { commandFor, helpCommandFor, usageInWords } from './help.ts';
import { createInterruption } from './interruption.ts';
import { systemKeychain } from './keychain.ts';
import { chooseLanguage } from './language.ts';
import { createProgram } from './program.ts';
import { renderFailure } from './render/failure.ts';
import { secretReader } from './secrets.ts';
import { askAtTerminal } from './terminal/ask.ts';
import { processTerminal } from './terminal/terminal.ts';
import { UsageError } from './usage-error.ts';

export type CommandLineOptions = {
  readonly args: readonly string[];
  readonly dataDir: string;
  /** Starts an engine process, or gives the one that is already on its way. */
  readonly startProcess: () => EngineProcess;
};

/** Runs the command that the arguments name. Results and problems are told on the process's streams. */
export const runCommandLine = async ({
  args,
  dataDir,
  startProcess,
}: CommandLineOptions): Promise<ExitCode> => {
  const words = createWords(chooseLanguage(args, process.env), 'terminal');
  const terminal = processTerminal();
  const keychain = systemKeychain(process.env);
  const { signal, interrupt } = createInterruption(() => process.exit(EXIT.interrupted));
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);

  let engine: RunningEngine | undefined;
  const client = () => {
    if (engine !== undefined) return engine.client;
    engine = startEngine({
      dataDir,
      start: startProcess,
      readSecret: secretReader(keychain),
      onNotice: (notice) =>
        terminal.tell([
          notice.code === 'store-set-aside'
            ? words.say('cli:usage.storeSetAside', { keptAs: visible(notice.keptAs) })
            : words.say('cli:usage.profileSetAside', { name: visible(notice.name) }),
        ]),
    });
    return engine.client;
  };

  const context: CommandContext = {
    words,
    terminal,
    ask: askAtTerminal(signal, interrupt),
    env: process.env,
    signal,
    keychain,
    client,
  };

  const tellUsage = (problem: string, help: string): ExitCode => {
    terminal.tell([
      terminal.errorColours.red(`✖ ${visible(problem)}`),
      `  ${words.say('cli:usage.help', { command: help })}`,
    ]);
    return EXIT.usage;
  };

  const readAndRun = async (): Promise<ExitCode> => {
    let exitCode: ExitCode = EXIT.fine;
    const run = async (action: Action): Promise<void> => {
      exitCode = isUnverified(process.env)
        ? endWith(context, fail('net-tls', { reason: 'NODE_TLS_REJECT_UNAUTHORIZED' }).error)
        : await action(context);
    };
    const program = createProgram({ words, run }, manifest.version);
    try {
      if (args.length === 0) {
        program.outputHelp();
        return EXIT.usage;
      }
      await program.parseAsync(args, { from: 'user' });
    } catch (error) {
      const help = helpCommandFor(program, args);
      if (error instanceof UsageError) return tellUsage(error.message, help);
      if (!(error instanceof CommanderError)) throw error;
      // A group of commands without one of them has printed its help.
      if (error.code === 'commander.help') return EXIT.usage;
      return error.exitCode === 0
        ? EXIT.fine
        : tellUsage(usageInWords(error, words, commandFor(program, args)), help);
    } finally {
      await engine?.stop();
    }
    return exitCode;
  };

  const tellLostOutput = (): ExitCode => {
    const failure = { code: 'out-failed', details: { name: 'stdout' } } as const;
    terminal.tell(renderFailure(failure, words, terminal.errorColours));
    return EXIT.file;
  };

  const exitCode = await readAndRun();
  return (await terminal.flush()) ? exitCode : tellLostOutput();
};
