/** The README's tables, each between marks of its own. */
import { readFileSync, writeFileSync } from 'node:fs';

const readmePath = new URL('../README.md', import.meta.url);

/** Puts a table between `<!-- name -->` and `<!-- /name -->`. Throws where those are not there. */
export const putIntoReadme = (name: string, table: string): void => {
  const readme = readFileSync(readmePath, 'utf8');
  const marks = [`<!-- ${name} -->`, `<!-- /${name} -->`] as const;
  const [from, to] = marks.map((mark) => readme.indexOf(mark));
  if (from === undefined || to === undefined || from < 0 || to < from) {
    throw new Error(`README.md has no marks ${marks.join(' and ')}.`);
  }
  const before = readme.slice(0, from + marks[0].length);
  writeFileSync(readmePath, `${before}\n\n${table}\n\n${readme.slice(to)}`);
};
