/** A record as it was split from the text, before anybody judges it. */

export type Delimiter = ',' | ';' | '\t';
export type RecordEnding = 'lf' | 'crlf' | 'cr' | 'none';

export type RawRecord = {
  /** From 1, counted from where the splitter was started. */
  readonly number: number;
  /** Physical line of the first byte. */
  readonly line: number;
  /** Text offset of the first byte. */
  readonly textOffset: number;
  /** Length in the text, with its line end. */
  readonly bytes: number;
  readonly ending: RecordEnding;
  /** Values without their quotes. Bytes that are not UTF-8 come out as U+FFFD. */
  readonly fields: readonly string[];
  /** A quote inside an unquoted field, or text after a closing quote. */
  readonly stray: boolean;
  /** Some of its bytes are not UTF-8. */
  readonly invalidEncoding: boolean;
  /** It holds U+0000. */
  readonly nul: boolean;
  /** Line of the quote that is still open at the end of the text; only ever in the last record. */
  readonly unterminatedAtLine: number | null;
  /**
   * The field that went over the limit: the line on which it began, and its position from 0. The
   * record is then the last one; `fields` has those before it, and `bytes` ends where reading did.
   * `beginning` is what can be shown of it.
   */
  readonly tooLongField: {
    readonly line: number;
    readonly column: number;
    readonly beginning: string;
  } | null;
};
