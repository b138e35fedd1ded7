/** Writing CSV files. */
import type { Failure, Result } from '#contract/result.ts';

export type WriteFailure = 'disk-full' | 'out-read-only' | 'out-parent-missing' | 'out-failed';

export type WrittenFile = { readonly bytes: number; readonly sha256: string };

export type FileWriter = {
  readonly writeText: (text: string) => void;
  readonly writeBytes: (bytes: Uint8Array) => void;
  readonly writeRecord: (fields: readonly string[], asField?: (value: string) => string) => void;
  /** Bytes taken so far. */
  readonly bytes: () => number;
  /** The first failure of a write, so that a long job can stop early. */
  readonly failure: () => Failure<WriteFailure> | null;
  readonly finish: () => Result<WrittenFile, WriteFailure>;
  readonly abort: () => void;
};

export declare const quoteField: (value: string) => string;
export declare const createFileWriter: (path: string) => Result<FileWriter, WriteFailure>;
