/** The whole job on the large list, beside the floor and what else could do it. */
import { type Case, inRounds, median } from '../case.ts';
import { measureCheck } from '../engine.ts';
import { type Measured, runProgram } from '../program.ts';

const MB = 1e6;
const FULL_SIZE = 9_730_000;

export const wholeJob: Case = {
  name: 'whole-job',
  title: 'Checking the whole list',
  measure: async ({ lists, rounds, rows }) => {
    const path = await lists.sample(rows);
    const { floor, product, papaparse, csvParse, duckdb } = await inRounds<string, Measured>(
      rounds,
      {
        floor: () => runProgram('floor', [path]),
        product: () => measureCheck(path, lists.dir),
        papaparse: () => runProgram('papaparse', [path]),
        csvParse: () => runProgram('csv-parse', [path]),
        duckdb: () => runProgram('duckdb', [path]),
      },
    );
    const ms = (all: readonly Measured[] = []) => median(all.map((one) => one.ms));
    const megabytes = (all: readonly Measured[] = []) =>
      median(all.map(({ peakBytes }) => peakBytes / MB));
    /** Ratios of one round, so that a busy moment counts on both sides. */
    const ratio = (upper: readonly Measured[] = [], lower: readonly Measured[] = []) =>
      median(upper.map((one, round) => one.ms / (lower[round]?.ms ?? Number.NaN)));
    const none = { must: null, aim: null };
    const isFull = rows >= FULL_SIZE;
    return [
      { what: 'read + SHA-256', value: ms(floor), unit: 'ms', ...none },
      { what: 'Dropline', value: ms(product), unit: 'ms', ...none },
      { what: 'DuckDB', value: ms(duckdb), unit: 'ms', ...none },
      { what: 'csv-parse', value: ms(csvParse), unit: 'ms', ...none },
      { what: 'papaparse', value: ms(papaparse), unit: 'ms', ...none },
      {
        what: 'Dropline against read + SHA-256',
        value: ratio(product, floor),
        unit: '×',
        must: { atMost: 2.5 },
        aim: { atMost: 1.7 },
      },
      {
        what: 'faster than DuckDB',
        value: ratio(duckdb, product),
        unit: '×',
        must: { atLeast: 12 },
        aim: { atLeast: 18 },
      },
      { what: 'faster than csv-parse', value: ratio(csvParse, product), unit: '×', ...none },
      {
        what: 'faster than papaparse',
        value: ratio(papaparse, product),
        unit: '×',
        must: { atLeast: 30 },
        aim: null,
      },
      {
        what: 'memory, Dropline',
        value: megabytes(product),
        unit: 'MB',
        must: isFull ? { atMost: 450 } : null,
        aim: isFull ? { atMost: 380 } : null,
      },
      { what: 'memory, DuckDB', value: megabytes(duckdb), unit: 'MB', ...none },
      { what: 'memory, csv-parse', value: megabytes(csvParse), unit: 'MB', ...none },
      { what: 'memory, papaparse', value: megabytes(papaparse), unit: 'MB', ...none },
    ];
  },
};
