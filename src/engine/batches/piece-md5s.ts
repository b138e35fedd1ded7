/**
 * The MD5 of each piece of a part, on a thread of its own: the SHA-256 of the same bytes takes the
 * reader's. Both read one memory, so that no digest can be of other bytes than the other.
 */
import { Worker } from 'node:worker_threads';

/** Some bytes of a piece in the shared memory, which must stay as they are until the answer. */
export type ToPieceMd5s = {
  readonly at: number;
  readonly bytes: number;
  readonly endsPiece: boolean;
};

/** One answer for each message: the MD5 where it has ended a piece. */
export type FromPieceMd5s = string | null;

export type PieceMd5s = {
  /** Waits for memory into which bytes can be read. */
  readonly room: () => Promise<Uint8Array>;
  /** Takes the first `bytes` of the room that was given last. */
  readonly take: (bytes: number, endsPiece: boolean) => void;
  /** The MD5 of all pieces, in hexadecimal digits. */
  readonly finish: () => Promise<readonly string[]>;
  readonly close: () => Promise<unknown>;
};

/** How many rooms there are: the reader may be so far ahead. */
const places = 4;

/** The source runs as it stands; the bundle has the worker beside it. */
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './piece-md5s-worker.ts' : './piece-md5s-worker.js',
  import.meta.url,
);

export const startPieceMd5s = (roomBytes: number): PieceMd5s => {
  const memory = new SharedArrayBuffer(places * roomBytes);
  const thread = new Worker(workerUrl, { workerData: memory });
  const md5s: string[] = [];
  let given = 0;
  let answered = 0;
  let lost: Error | null = null;
  let wake = () => {};
  const lose = (error: Error) => {
    lost ??= error;
    wake();
  };
  thread.on('message', (answer: FromPieceMd5s) => {
    answered += 1;
    if (answer !== null) md5s.push(answer);
    wake();
  });
  thread.on('error', (error) => lose(error instanceof Error ? error : new Error('It failed.')));
  thread.on('exit', () => lose(new Error('The thread that takes the MD5 ended.')));
  const untilBehind = async (places: number): Promise<void> => {
    while (given - answered > places && lost === null) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (lost !== null) throw lost;
  };
  const at = () => (given % places) * roomBytes;
  return {
    room: async () => {
      await untilBehind(places - 1);
      return new Uint8Array(memory, at(), roomBytes);
    },
    take: (bytes, endsPiece) => {
      thread.postMessage({ at: at(), bytes, endsPiece } satisfies ToPieceMd5s);
      given += 1;
    },
    finish: async () => {
      await untilBehind(0);
      return md5s;
    },
    close: () => thread.terminate(),
  };
};
