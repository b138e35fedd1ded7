/**
 * `npm run bench`: the product beside what else could do its work, in turn, each in a process of its
 * own. It measures, and what can't be measured here is left out and said.
 *
 *   --quick       a tenth of the size and three rounds: about two minutes
 *   --only NAMES  these cases, by commas
 *   --rounds N    as many rounds
 *   --readme      the tables also go into README.md, between its marks
 *   --keep        the lists stay where they were made
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Case } from './case.ts';
import { adversarial } from './cases/adversarial.ts';
import { build } from './cases/build.ts';
import { encodingsCase } from './cases/encodings.ts';
import { links } from './cases/links.ts';
import { pages } from './cases/pages.ts';
import { sizes } from './cases/sizes.ts';
import { start } from './cases/start.ts';
import { upload } from './cases/upload.ts';
import { wholeJob } from './cases/whole-job.ts';
import { createLists } from './lists.ts';
import { putIntoReadme } from './readme.ts';
import { type Results, surroundings, tableOf } from './table.ts';

const cases: readonly Case[] = [
  ...[wholeJob, adversarial, sizes, encodingsCase, build, links, pages, start, upload],
];

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    readme: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const rounds = Number(values.rounds ?? (values.quick ? 3 : 5));
const rows = values.quick ? 973_000 : 9_730_000;
const tell = (text: string) => process.stderr.write(`${text}\n`);

const resultsPath = new URL('./results.json', import.meta.url);

const lists = await createLists();
try {
  const measured: Results['cases'][number][] = [];
  const results: Results = { ...surroundings(), rows, rounds, cases: measured };
  for (const { name, title, measure } of cases) {
    if (only !== undefined && !only.includes(name)) continue;
    tell(`${title} …`);
    try {
      const figures = await measure({ lists, rounds, rows, tell });
      measured.push({ name, title, figures, leftOut: null });
    } catch (error) {
      const leftOut = error instanceof Error ? error.message : String(error);
      tell(`Left out: ${leftOut}`);
      measured.push({ name, title, figures: [], leftOut });
    }
    // After each case: it takes long, and what was measured is kept where the next one is given up.
    writeFileSync(resultsPath, `${JSON.stringify(results, null, 2)}\n`);
  }
  const table = tableOf(results);
  process.stdout.write(`${table}\n`);
  if (values.readme) putIntoReadme('bench', table);
} finally {
  if (values.keep) tell(`The lists are in ${lists.dir}.`);
  else await lists.remove();
}
