/** How much a line of text looks like the header of a list. */
import { knownName } from '../destinations/repro-line/columns.ts';

/** How many fields of a line are names of columns, whatever the delimiter. */
export const namesIn = (line: string): number =>
  line.split(/[,;\t]/).filter((field) => knownName(field.replace(/^\s*"|"\s*$/g, '')) !== null)
    .length;
