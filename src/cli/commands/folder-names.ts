/** Names of the folders that several batches get inside `--out`: one a list, after its file. */
import { basename, extname } from 'node:path';

const mostCharacters = 80;
/** Names that Windows keeps for devices, with any extension. */
const reserved = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

const safeStem = (path: string): string => {
  const name = basename(path);
  const stem = basename(name, extname(name))
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '');
  const short = [...stem]
    .slice(0, mostCharacters)
    .join('')
    .replace(/[.-]+$/, '');
  if (short === '') return 'list';
  return reserved.test(short) ? `list-${short}` : short;
};

/** One name a path, in order; no two alike, also where case makes no difference. */
export const folderNames = (paths: readonly string[]): string[] => {
  const taken = new Set<string>();
  return paths.map((path) => {
    const stem = safeStem(path);
    let name = stem;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${stem}-${number}`;
    taken.add(name.toLowerCase());
    return name;
  });
};
