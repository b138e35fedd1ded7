/**
 * White space as people's files have it: what Unicode calls so (also U+3000 and U+00A0), and the
 * characters that take no room at all.
 */

const spaces = '\\s\\u180e\\u200b-\\u200f\\u2060\\ufeff';
const quotes = '"\'`´‘’‚‛“”„‟＂＇';

const only = new RegExp(`^[${spaces}]*$`);
const space = new RegExp(`[${spaces}]`);
const odd = new RegExp(`[${spaces}${quotes}]`);

/** Whether a text is nothing but white space, or empty. */
export const isWhiteSpace = (text: string): boolean => only.test(text);

/** Whether white space stands at either end. */
export const hasOuterSpace = (text: string): boolean =>
  space.test(text.charAt(0)) || space.test(text.charAt(text.length - 1));

/** Takes characters off both ends. By hand: a pattern would be quadratic on long inner runs. */
const trim = (text: string, unwanted: RegExp): string => {
  let start = 0;
  let end = text.length;
  while (start < end && unwanted.test(text.charAt(start))) start += 1;
  while (end > start && unwanted.test(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
};

/** Without the white space at both ends. */
export const trimSpaces = (text: string): string => trim(text, space);

/** Without white space and quotes at both ends. */
export const trimOddities = (text: string): string => trim(text, odd);
