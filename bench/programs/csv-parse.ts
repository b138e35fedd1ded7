/** csv-parse with the same rules as beside papaparse. */
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { measureWork } from '../program.ts';
import { createRules } from './usual-rules.ts';

const [path = ''] = process.argv.slice(2);
await measureWork(async () => {
  const rules = createRules();
  const options = { relax_quotes: true, relax_column_count: true, skip_empty_lines: false };
  for await (const record of createReadStream(path).pipe(parse(options))) {
    rules.check(record as string[]);
  }
});
