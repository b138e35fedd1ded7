/**
 * CSV fields that a spreadsheet program can't take for formulas (CWE-1236). Quoting alone does not
 * stop it: a program that opens the file evaluates `"=1+1"` as well. Only for files that people open;
 * what is delivered is written as it is.
 */
import { quoteField } from './quote.ts';

/** First characters of a formula, of a command (DDE), or of what a program strips to get at one. */
const DANGEROUS: ReadonlySet<string> = new Set('=+-@|\t\r\n＝＋－＠');

/** White space, and characters that are not seen: programs skip some of them before a formula. */
const SKIPPED = /^[\p{Z}\p{Cc}\p{Cf}]$/u;

const isDangerous = (value: string): boolean => {
  for (const character of value) {
    if (DANGEROUS.has(character)) return true;
    if (!SKIPPED.test(character)) return false;
  }
  return false;
};

/** The value itself, or with an apostrophe before it where it could be evaluated. */
export const guardFormula = (value: string): string => (isDangerous(value) ? `'${value}` : value);

/** The CSV text of a value for a spreadsheet: always quoted where it is guarded. */
export const spreadsheetField = (value: string): string =>
  isDangerous(value) ? `"'${value.replaceAll('"', '""')}"` : quoteField(value);
