/** Text into records. */
import type { TextChunk } from './text.ts';

export type Delimiter = ',' | ';' | '\t';
export type RecordEnding = 'lf' | 'crlf' | 'cr' | 'none';

export type RawRecord = {
  readonly number: number;
  readonly line: number;
  readonly textOffset: number;
  readonly bytes: number;
  readonly ending: RecordEnding;
  readonly fields: readonly string[];
  readonly stray: boolean;
  readonly invalidEncoding: boolean;
  readonly nul: boolean;
  readonly unterminatedAtLine: number | null;
  readonly tooLongField: { readonly line: number; readonly column: number } | null;
};

export type SplitOptions = {
  readonly delimiter: Delimiter;
  readonly maxFieldBytes?: number;
  readonly line?: number;
};

export declare function splitRecords(
  chunks: Iterable<TextChunk>,
  options: SplitOptions,
): Generator<RawRecord>;
