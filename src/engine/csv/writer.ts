/**
 * Writing CSV files so that a file under its final name is always whole: bytes go to a temporary file
 * in the same folder, are hashed on the way, synced, and only then renamed. Synchronous, because
 * builds run on a thread of their own.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCodeOf } from '#contract/error-code.ts';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { faultPoint } from '../fault-points.ts';
import { syncFolder } from '../sync-folder.ts';
import { quoteField } from './quote.ts';
import { createWriteBehind } from './write-behind.ts';

export { quoteField } from './quote.ts';

export type WriteFailure = 'disk-full' | 'out-read-only' | 'out-parent-missing' | 'out-failed';

export type WrittenFile = {
  readonly bytes: number;
  /** Of the whole file, in lower-case hexadecimal. */
  readonly sha256: string;
};

/**
 * After a failed write the file is gone, further writes do nothing, and `finish` returns
 * the failure. `failure` lets a long job stop early.
 */
export type FileWriter = {
  readonly writeText: (text: string) => void;
  readonly writeBytes: (bytes: Uint8Array) => void;
  /** One record with a LF at its end. `asField` turns a value into CSV text. */
  readonly writeRecord: (fields: readonly string[], asField?: (value: string) => string) => void;
  /** Bytes taken so far. */
  readonly bytes: () => number;
  readonly failure: () => Failure<WriteFailure> | null;
  /** Makes the file durable under its final name, in place of any that had it. */
  readonly finish: () => Result<WrittenFile, WriteFailure>;
  /** Leaves no trace. Does nothing after `finish`. */
  readonly abort: () => void;
};

const BUFFER_BYTES = 1_048_576;
const OWNER_ONLY = 0o600;
const MAX_UTF8_GROWTH = 3;

const FAILURE_BY_ERRNO: Readonly<Record<string, WriteFailure>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EROFS: 'out-read-only',
  EACCES: 'out-read-only',
  EPERM: 'out-read-only',
  ENOENT: 'out-parent-missing',
  ENOTDIR: 'out-parent-missing',
};

const failureOf = (error: unknown, name: string): { ok: false; error: Failure<WriteFailure> } => {
  const reason = errorCodeOf(error);
  if (reason === '') throw error;
  return fail(FAILURE_BY_ERRNO[reason] ?? 'out-failed', { name, reason });
};

const writeFully = (fd: number, bytes: Uint8Array): void => {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(fd, bytes, written);
  }
};

/**
 * Begins a file that will stand at `path` when it is finished. Nobody but its owner may read it.
 * `mark` begins its name until then, for whoever removes what killed processes have left. Failures
 * carry `name` and `reason` (the system's error name).
 */
export const createFileWriter = (path: string, mark = ''): Result<FileWriter, WriteFailure> => {
  const name = basename(path);
  const temporaryPath = join(dirname(path), `.${mark}${randomBytes(8).toString('hex')}.part`);
  try {
    return succeed(openWriter(path, temporaryPath, name));
  } catch (error) {
    return failureOf(error, name);
  }
};

const openWriter = (path: string, temporaryPath: string, name: string): FileWriter => {
  let fd: number | null = openSync(temporaryPath, 'wx', OWNER_ONLY);
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  const hash = createHash('sha256');
  const writeBehind = createWriteBehind(temporaryPath);
  let buffered = 0;
  let flushed = 0;
  let failed: { ok: false; error: Failure<WriteFailure> } | null = null;
  /** What goes where the file is not finished: under its final name, too, as long as that can be lost. */
  let unfinished: string | null = temporaryPath;

  const close = (): void => {
    if (fd === null) return;
    const closing = fd;
    fd = null;
    closeSync(closing);
  };

  const abort = (): void => {
    try {
      close();
    } catch {
      // What it would have reported is about bytes that nobody wants any more.
    }
    try {
      if (unfinished !== null) rmSync(unfinished, { force: true });
    } catch {
      // The folder was closed meanwhile, and that is told by what failed before.
    }
  };

  /** Does one step with the open file. The first step that fails is the last one. */
  const attempt = (step: (openFd: number) => void): void => {
    if (failed !== null) return;
    if (fd === null) throw new Error('the file was finished or aborted before');
    try {
      step(fd);
    } catch (error) {
      abort();
      failed = failureOf(error, name);
    }
  };

  const writeOut = (openFd: number, bytes: Uint8Array): void => {
    faultPoint('batch.write');
    hash.update(bytes);
    writeFully(openFd, bytes);
    flushed += bytes.length;
    writeBehind(flushed);
  };

  const flush = (openFd: number): void => {
    writeOut(openFd, buffer.subarray(0, buffered));
    buffered = 0;
  };

  const writeBytes = (bytes: Uint8Array): void =>
    attempt((openFd) => {
      if (buffered + bytes.length > BUFFER_BYTES) flush(openFd);
      if (bytes.length > BUFFER_BYTES) {
        writeOut(openFd, bytes);
      } else {
        buffer.set(bytes, buffered);
        buffered += bytes.length;
      }
    });

  const writeText = (text: string): void => {
    const mostBytes = text.length * MAX_UTF8_GROWTH;
    if (mostBytes > BUFFER_BYTES) {
      writeBytes(Buffer.from(text));
      return;
    }
    attempt((openFd) => {
      if (buffered + mostBytes > BUFFER_BYTES) flush(openFd);
      buffered += buffer.write(text, buffered);
    });
  };

  return {
    writeText,
    writeBytes,
    writeRecord: (fields, asField = quoteField) =>
      writeText(`${fields.map((field) => asField(field)).join(',')}\n`),
    bytes: () => flushed + buffered,
    failure: () => failed?.error ?? null,
    finish: () => {
      attempt((openFd) => {
        flush(openFd);
        faultPoint('batch.fsync');
        fsyncSync(openFd);
        close();
        faultPoint('batch.rename');
        renameSync(temporaryPath, path);
        unfinished = path;
        syncFolder(dirname(path));
        unfinished = null;
      });
      return failed ?? succeed({ bytes: flushed, sha256: hash.digest('hex') });
    },
    abort,
  };
};
