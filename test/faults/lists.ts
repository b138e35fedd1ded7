/**
 * Lists for the fault tests, whose truth is known without Dropline: what they were made of, and what
 * a count finds that shares no code with the product.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';

export type RecordCounts = {
  readonly total: number;
  readonly deliverable: number;
  readonly rejected: number;
  readonly leftOut: number;
};

/** A list on disk, and everything that may be said of it. */
export type ListTruth = {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly modifiedMs: number;
  readonly mode: number;
  readonly counts: RecordCounts;
  /** SHA-256 of the accepted lines in their order, each with a LF. */
  readonly acceptedSha256: string;
  /** A LINE user ID and a user ID that no message, log or temporary file may hold. */
  readonly canaries: readonly string[];
};

export const sha256Of = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** A LINE user ID that LINE could have issued, made from a number. */
export const lineId = (n: number): string =>
  `U${createHash('md5').update(`fault ${n}`).digest('hex')}`;

/** Every 50th row is too short for an ID, every 40th a copy of the row before. */
const rowsOf = (rows: number, from: number): string[] => {
  const made: string[] = [];
  for (let n = 0; n < rows; n += 1) {
    const previous = made[n - 1];
    if (n % 50 === 7) made.push(`U${n},member-${from + n}`);
    else if (n % 40 === 13 && previous !== undefined) made.push(previous);
    else made.push(`${lineId(from + n)},member-${from + n}`);
  }
  return made;
};

/** Counts a list of two columns without quotes: straight from its text, line by line. */
export const recount = (text: string): { counts: RecordCounts; accepted: readonly string[] } => {
  const lines = text.split('\n').slice(1);
  if (lines.at(-1) === '') lines.pop();
  const seen = new Set<string>();
  const accepted: string[] = [];
  let rejected = 0;
  for (const line of lines) {
    if (!/^U[0-9a-f]{32},[^,"]+$/.test(line)) rejected += 1;
    else if (!seen.has(line)) {
      seen.add(line);
      accepted.push(line);
    }
  }
  const total = lines.length;
  const deliverable = accepted.length;
  return {
    counts: { total, deliverable, rejected, leftOut: total - deliverable - rejected },
    accepted,
  };
};

/** Writes a list of so many rows. Other values of `from` make other people. */
export const writeList = (path: string, rows: number, from = 0): ListTruth => {
  const text = `line_user_id,user_id\n${rowsOf(rows, from).join('\n')}\n`;
  writeFileSync(path, text);
  const { mtimeMs, mode } = statSync(path);
  const { counts, accepted } = recount(text);
  return {
    path,
    bytes: Buffer.byteLength(text),
    sha256: sha256Of(readFileSync(path)),
    modifiedMs: mtimeMs,
    mode,
    counts,
    acceptedSha256: sha256Of(accepted.map((line) => `${line}\n`).join('')),
    canaries: [lineId(from), `member-${from}`],
  };
};
