/**
 * The MD5 of each piece of a part as a worker thread takes it, and whether all pieces together are what
 * was sealed. A piece is sent with the MD5 from here: the far end refuses other bytes under it.
 */
import { type Failure, fail } from '#contract/result.ts';
import { runJob } from '../../jobs/run-job.ts';
import { pieceCount } from './part-reader.ts';
import { PIECE_BYTES, type SendablePart } from './target.ts';

export type HashFailure = Failure<
  'batch-altered' | 'file-read-failed' | 'cancelled' | 'engine-died'
>;

export type PieceHashes = {
  /**
   * Waits for the MD5 of a piece; undefined where there is none, for the reason in `failure`. That of
   * the last piece is given out only if all of them are what was sealed.
   */
  readonly md5: (index: number) => Promise<Buffer | undefined>;
  readonly failure: () => HashFailure | null;
  /** Of all pieces; null where they are not what was sealed. */
  readonly all: () => Promise<readonly Buffer[] | null>;
  /** Gives up what is not done yet. */
  readonly close: () => void;
};

export const hashPieces = ({ file, path, bytes, sha256 }: SendablePart): PieceHashes => {
  const count = pieceCount(bytes);
  const md5s: Buffer[] = [];
  const stop = new AbortController();
  let failure: HashFailure | null = null;
  const waiting: (() => void)[] = [];
  const tell = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  const arrival = () => new Promise<void>((resolve) => waiting.push(resolve));
  const input = { file, path, bytes, pieceBytes: PIECE_BYTES };
  const ended = runJob('hash-pieces', input, {
    signal: stop.signal,
    onProgress: (md5) => {
      md5s.push(Buffer.from(md5, 'hex'));
      tell();
    },
  }).then((hashed) => {
    if (!hashed.ok) failure = hashed.error;
    else if (hashed.value !== sha256) {
      failure = fail('batch-altered', { file, problem: 'sha256' }).error;
    }
    tell();
  });
  return {
    md5: async (index) => {
      if (index === count - 1) await ended;
      while (md5s.length <= index && failure === null) await Promise.race([arrival(), ended]);
      return failure === null ? md5s[index] : undefined;
    },
    failure: () => failure,
    all: async () => {
      await ended;
      return failure === null ? md5s : null;
    },
    close: () => stop.abort(),
  };
};
