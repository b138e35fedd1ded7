/**
 * papaparse with regular expressions and a Set: how such a check is usually written. Row rules and
 * copies; no conflicts, line numbers, hash of the file or way back to a row.
 */
import { createReadStream } from 'node:fs';
import Papa from 'papaparse';
import { measureWork } from '../program.ts';
import { createRules } from './usual-rules.ts';

const [path = ''] = process.argv.slice(2);
await measureWork(
  () =>
    new Promise<void>((resolve, reject) => {
      const rules = createRules();
      Papa.parse<string[]>(createReadStream(path, { encoding: 'utf8' }), {
        delimiter: ',',
        step: ({ data }) => rules.check(data),
        complete: () => resolve(),
        error: reject,
      });
    }),
);
