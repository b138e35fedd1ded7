/**
 * Rows in the clipboard become a list of their own, in a private folder, so that they can be checked.
 * Nobody has chosen to keep them, so they go when the app ends.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** More than anybody pastes; longer texts are files. */
const longestText = 64 * 2 ** 20;

/** Writes the text as a list and gives its path; undefined where there is nothing that could be rows. */
export const savePastedRows = async (text: string, dir: string): Promise<string | undefined> => {
  if (text.trim() === '' || text.length > longestText) return undefined;
  // A folder for each, so that the name can be the same words each time.
  const placeDir = join(dir, randomBytes(4).toString('hex'));
  await mkdir(placeDir, { recursive: true, mode: 0o700 });
  const path = join(placeDir, 'pasted-rows.csv');
  await writeFile(path, text, { mode: 0o600 });
  return path;
};

/** Removes every list that was pasted. What can't be removed goes another time. */
export const forgetPastedRows = (dir: string): Promise<void> =>
  rm(dir, { recursive: true, force: true }).catch(() => undefined);
