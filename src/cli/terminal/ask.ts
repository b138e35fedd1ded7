/** Questions to a person at a terminal. Questions go to standard error; output stays clean. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

export type Ask = {
  /** The answer without outer white space; null where the question was cancelled. */
  readonly line: (question: string) => Promise<string | null>;
  /** The same, without showing what is typed. */
  readonly secret: (question: string) => Promise<string | null>;
};

const nowhere = () =>
  new Writable({
    write: (_chunk, _encoding, done) => done(),
  });

/** Asks at the process's terminal. `signal` ends a question that waits. */
export const askAtTerminal = (signal: AbortSignal, interrupt: () => void): Ask => {
  const ask = async (question: string, isHidden: boolean): Promise<string | null> => {
    if (isHidden) process.stderr.write(question);
    const lines = createInterface({
      input: process.stdin,
      output: isHidden ? nowhere() : process.stderr,
      terminal: true,
      historySize: 0,
    });
    lines.on('SIGINT', interrupt);
    // Ctrl-D closes the interface, and a closed one would never answer.
    const closed = new AbortController();
    lines.once('close', () => closed.abort());
    try {
      const either = AbortSignal.any([signal, closed.signal]);
      return (await lines.question(isHidden ? '' : question, { signal: either })).trim();
    } catch {
      return null;
    } finally {
      lines.close();
      if (isHidden) process.stderr.write('\n');
    }
  };
  return { line: (question) => ask(question, false), secret: (question) => ask(question, true) };
};
