/** Which delimiter a list has: the one under which its first records make the most sense. */
import type { Delimiter } from '../csv/record.ts';
import { splitRecords } from '../csv/splitter.ts';
import { readText } from '../csv/text.ts';
import { knownName } from '../destinations/repro-line/columns.ts';
import { looksLikeLineId } from '../destinations/repro-line/line-user-id.ts';
import type { TextSource } from './checked.ts';
import { isBlank } from './judge.ts';

const candidates: readonly Delimiter[] = [',', '\t', ';'];

/** How many records are looked at: with something in them, and at all. */
const lookRecords = 20;
const lookAtMost = 2_000;

type Look = {
  /** How many fields of the first records are a known header name or a LINE ID, all by themselves. */
  readonly sense: number;
  /** The other delimiters that stand somewhere in those records. */
  readonly others: ReadonlySet<Delimiter>;
};

const lookAs = (text: TextSource, delimiter: Delimiter): Look => {
  const others = new Set<Delimiter>();
  let sense = 0;
  let seen = 0;
  let looked = 0;
  const chunks = readText(text.fd, text.fileBytes, text.layout);
  for (const { fields } of splitRecords(chunks, { delimiter })) {
    seen += 1;
    if (seen > lookAtMost) break;
    for (const other of candidates) {
      if (other !== delimiter && fields.some((field) => field.includes(other))) others.add(other);
    }
    if (isBlank(fields)) continue;
    looked += 1;
    for (const field of fields.slice(0, 100)) {
      if ((looked === 1 && knownName(field) !== null) || looksLikeLineId(field)) sense += 1;
    }
    if (looked === lookRecords) break;
  }
  return { sense, others };
};

/** The delimiter of a list; comma when in doubt. */
export const detectDelimiter = (text: TextSource): Delimiter => {
  let best: Delimiter = ',';
  const { sense, others } = lookAs(text, best);
  let most = sense;
  // One that is nowhere makes whole lines of the records, of which the comma makes as much sense.
  for (const delimiter of candidates) {
    if (!others.has(delimiter)) continue;
    const found = lookAs(text, delimiter).sense;
    if (found > most) [best, most] = [delimiter, found];
  }
  return best;
};
