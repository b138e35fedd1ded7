/**
 * The three streams of the command line. Standard output carries results, standard error everything
 * else; a reader that goes away early, as `head` does, is no fault.
 */
import pc from 'picocolors';

export type Colours = ReturnType<typeof pc.createColors>;

export type Terminal = {
  /** Writes lines to standard output. */
  readonly print: (lines: readonly string[]) => void;
  /** Writes lines to standard error. */
  readonly tell: (lines: readonly string[]) => void;
  /** Draws over the current line of standard error; for progress, on a terminal only. */
  readonly draw: (text: string) => void;
  /** Waits until standard output has taken everything; false where something was lost. */
  readonly flush: () => Promise<boolean>;
  /** Whether somebody watches standard error. */
  readonly isWatched: boolean;
  /** Whether somebody can be asked: both ends are a terminal. */
  readonly canAsk: boolean;
  /** Cells in a line of standard error. */
  readonly columns: number;
  /** For standard output. */
  readonly colours: Colours;
  /** For standard error. */
  readonly errorColours: Colours;
};

const clearLine = '\r\u001b[K';

const wantsColours = (
  stream: NodeJS.WriteStream,
  env: Readonly<Record<string, string | undefined>>,
): boolean => stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';

/** Hears of every failure of a stream; a reader that has gone away is none. */
const watch = (stream: NodeJS.WriteStream, failed: () => void): void => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') failed();
  });
};

/** The process's own streams. To be made once. */
export const processTerminal = ({ stdin, stdout, stderr, env } = process): Terminal => {
  let isDrawn = false;
  let isOutputLost = false;
  watch(stdout, () => {
    isOutputLost = true;
  });
  watch(stderr, () => undefined);
  const wipe = () => {
    if (isDrawn) stderr.write(clearLine);
    isDrawn = false;
  };
  return {
    print: (lines) => {
      wipe();
      if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
    },
    tell: (lines) => {
      wipe();
      if (lines.length > 0) stderr.write(`${lines.join('\n')}\n`);
    },
    draw: (text) => {
      stderr.write(`${clearLine}${text}`);
      isDrawn = text !== '';
    },
    flush: async () => {
      await new Promise<void>((resolve) => stdout.write('', () => resolve()));
      return !isOutputLost;
    },
    isWatched: stderr.isTTY === true,
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    columns: stderr.isTTY && stderr.columns > 0 ? stderr.columns : 80,
    colours: pc.createColors(wantsColours(stdout, env)),
    errorColours: pc.createColors(wantsColours(stderr, env)),
  };
};
