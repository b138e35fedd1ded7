/**
 * After *uploaded*: what the parts hold goes into the cache of their channel, part by part, each marked
 * when it is in. What a crash has left out is made up for by the next delivery to the channel.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { saveLinks } from '../cache/links.ts';
import type { Store } from '../store/open.ts';
import { listedLinks } from './listed-links.ts';
import { type PartToRemember, partsToRemember, setRemembered } from './queries.ts';

/** A part can have changed since it was sent; then it says nothing any more. */
const isAsSent = async ({ dir, file, sha256 }: PartToRemember): Promise<boolean> => {
  const hash = createHash('sha256');
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(join(dir, file));
    for await (const chunk of chunks) hash.update(chunk);
  } catch {
    return false;
  }
  return hash.digest('hex') === sha256;
};

/** Saves the links of every uploaded part of the channel that lacks them. Throws what SQLite throws. */
export const rememberUploaded = async (
  database: Store['database'],
  channel: number,
  onBytes: (doneBytes: number) => void,
): Promise<void> => {
  let partsBytes = 0;
  for (const part of partsToRemember(database, channel)) {
    if (!(await isAsSent(part))) continue;
    const { batch, type } = part;
    const before = partsBytes;
    const rows = listedLinks(join(part.dir, part.file), (partBytes) => onBytes(before + partBytes));
    await saveLinks(database, { channel, type, batch }, rows);
    setRemembered(database, part);
    partsBytes += part.bytes;
  }
};
