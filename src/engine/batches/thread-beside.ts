/**
 * A thread that works for a build beside it. It is told one thing after the other, and answers each
 * once, in order. Its messages are plain values; files and memory are shared.
 */
import { parentPort, Worker } from 'node:worker_threads';
import { SourceChanged, SourceReadFailed } from '#engine/csv/source-bytes.ts';

export type ThreadBeside<Message, Answer> = {
  /** Rejects with what the work threw, now or for a message before. */
  readonly tell: (message: Message) => Promise<Answer>;
  readonly end: () => Promise<void>;
};

type Reply<Answer> =
  | { readonly answer: Answer }
  | {
      readonly thrown: { readonly name: string; readonly reason: string; readonly message: string };
    };

const errorOf = ({ name, reason, message }: { name: string; reason: string; message: string }) => {
  if (name === 'SourceChanged') return new SourceChanged(message);
  if (name === 'SourceReadFailed') return new SourceReadFailed(reason);
  return new Error(`A thread beside the build failed: ${name}: ${message}`);
};

/** The source runs as it stands; the bundle has the threads' entries beside it. */
const entryUrl = (entry: string): URL => {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  return new URL(`./${entry}.${extension}`, import.meta.url);
};

/** Starts the thread whose entry is the file of that name beside this one. */
export const startBeside = <Message, Answer>(
  entry: 'parts-worker' | 'source-hash-worker',
  workerData: unknown,
): ThreadBeside<Message, Answer> => {
  const thread = new Worker(entryUrl(entry), { workerData });
  const waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  let lost: Error | null = null;
  const lose = (error: Error) => {
    lost ??= error;
    for (const { reject } of waiting.splice(0)) reject(lost);
  };
  thread.on('message', (reply: Reply<Answer>) => {
    if ('thrown' in reply) lose(errorOf(reply.thrown));
    else waiting.shift()?.resolve(reply.answer);
  });
  thread.on('error', (error) => lose(error instanceof Error ? error : new Error('It failed.')));
  thread.on('exit', () => lose(new Error(`The thread ${entry} ended.`)));
  return {
    tell: (message) => {
      const told = new Promise<Answer>((resolve, reject) => {
        if (lost !== null) reject(lost);
        else waiting.push({ resolve, reject });
      });
      // Whoever waits for it hears of a failure; so does whoever asks next.
      told.catch(() => undefined);
      if (lost === null) thread.postMessage(message);
      return told;
    },
    end: async () => {
      await thread.terminate();
    },
  };
};

/** For the thread itself: does what it is told, one thing after the other. */
export const answerBeside = <Message, Answer>(work: (message: Message) => Answer): void => {
  const port = parentPort;
  if (port === null) throw new Error('This thread is started by a build.');
  port.on('message', (message: Message) => {
    let reply: Reply<Answer>;
    try {
      reply = { answer: work(message) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const reason = 'reason' in error ? String(error.reason) : '';
      reply = { thrown: { name: error.name, reason, message: error.message } };
    }
    port.postMessage(reply);
  });
};
