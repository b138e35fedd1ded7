/** Packs the links of a channel from the database into a file beside it, whole or not at all. */
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PARTITIONS } from '../checks/scanner/memory-map.ts';
import { createFileWriter } from '../csv/writer.ts';
import { isAlive, ownerInName, ownerOf, thisProcess } from '../store/process-identity.ts';
import { openReader } from '../store/reader.ts';
import { createLinkModule } from './link-module.ts';
import { headBytes, packedPath } from './packed-file.ts';
import { linkBlocks, linksState, textLinks } from './queries.ts';

/** Room for a block of rows, which has some megabytes at most, and for a partition. */
const ROOM_BYTES = 64 * 1024 * 1024;

/** How a file is called while it is packed; the process that packs it follows. */
const MARK = 'links-';

/** Every thread has a name of its own as a holder, so the threads of this process are known otherwise. */
const isLeft = (name: string): boolean => {
  const owner = name.startsWith(`.${MARK}`) ? ownerOf(name.slice(MARK.length + 1)) : undefined;
  if (owner === undefined) return false;
  const { pid, processStart } = thisProcess;
  return !(owner.pid === pid && owner.processStart === processStart) && !isAlive(owner);
};

/** Removes what processes that were killed while they packed have left: it names people. */
const removeLeftovers = (dir: string): void => {
  try {
    for (const name of readdirSync(dir)) {
      if (isLeft(name)) rmSync(join(dir, name), { force: true });
    }
  } catch {
    // Nobody needs them gone now, and the next time is soon.
  }
};

/**
 * Answers the state of the links that were packed; null where there are none, where they can't be
 * packed, or where the file can't be written: then the database itself has to be asked. `onShare` is
 * told from 0 to 1 how far it is. Throws what SQLite throws.
 */
export const packLinks = (
  databasePath: string,
  channel: number,
  onShare: (share: number) => void = () => undefined,
): string | null => {
  const database = openReader(databasePath);
  try {
    return database.transaction(() => pack(databasePath, channel, database, onShare))();
  } finally {
    database.close();
  }
};

const pack = (
  databasePath: string,
  channel: number,
  database: ReturnType<typeof openReader>,
  onShare: (share: number) => void,
): string | null => {
  const state = linksState(database, channel);
  if (state === null) return null;
  const drawn = randomBytes(16);
  const seeds = [drawn.readBigUInt64LE(0), drawn.readBigUInt64LE(8)] as const;
  const { module, roomAt, grown } = createLinkModule(seeds, ROOM_BYTES);
  const room = Buffer.from(grown(), roomAt, ROOM_BYTES);

  for (const { rows, text, last } of linkBlocks(database, channel)) {
    if (text.length > ROOM_BYTES) return null;
    room.set(text);
    if (module.packRows(roomAt, roomAt + text.length) !== rows) return null;
    // Keys are spread evenly.
    onShare(last.readUInt16BE() / 0x1_0000);
  }
  for (const { lineId, userId, followed } of textLinks(database, channel)) {
    const user = userId ?? '';
    if (3 * (lineId.length + user.length) > ROOM_BYTES) return null;
    const idBytes = room.write(lineId);
    const userBytes = room.write(user, idBytes);
    module.packText(roomAt, idBytes, roomAt + idBytes, userBytes, followed);
  }

  const sizes: number[] = [];
  const checksums: bigint[] = [];
  const copyPartition = (partition: number): Uint8Array => {
    module.copyPacked(partition, roomAt);
    return room.subarray(0, sizes[partition]);
  };
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    const bytes = module.packedBytes(partition) >>> 0;
    if (bytes > ROOM_BYTES) return null;
    sizes.push(bytes);
    copyPartition(partition);
    checksums.push(module.checksum(roomAt, bytes));
  }
  removeLeftovers(dirname(databasePath));
  const created = createFileWriter(packedPath(databasePath, channel), `${MARK}${ownerInName()}~`);
  if (!created.ok) return null;
  created.value.writeBytes(
    headBytes({ state, seeds, followed: module.followedLinks.value >>> 0, sizes, checksums }),
  );
  for (let partition = 0; partition < PARTITIONS; partition += 1) {
    created.value.writeBytes(copyPartition(partition));
  }
  return created.value.finish().ok ? state : null;
};
