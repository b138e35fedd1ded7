/** How a value is written in a CSV file with commas (RFC 4180). */

const NEEDS_QUOTES = /[",\r\n]/;

/** The value, in quotes only where it holds a comma, a quote, a CR or a LF. */
export const quoteField = (value: string): string =>
  NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
