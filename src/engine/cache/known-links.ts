/** The known links of a channel as a job is told of them, and their packed copy, opened. */
import type Database from 'better-sqlite3';
import { packLinks } from './pack-links.ts';
import { openPacked, type PackedFile, packedPath } from './packed-file.ts';
import { channelNumber, linksState } from './queries.ts';

/** A list below this size is asked about row by row sooner than a thread starts, or links are packed. */
export const SMALL_BYTES = 1024 * 1024;

/** Plain values. */
export type KnownLinks = {
  readonly databasePath: string;
  readonly channel: number;
  /** What the links are known by. */
  readonly state: string;
};

/** The links of a channel; null where nothing was ever delivered to it. Throws what SQLite throws. */
export const knownLinks = (database: Database.Database, channelKey: string): KnownLinks | null => {
  const channel = channelNumber(database, channelKey);
  const state = channel === undefined ? null : linksState(database, channel);
  if (channel === undefined || state === null) return null;
  return { databasePath: database.name, channel, state };
};

/**
 * The packed links, made again where they are missing, stale or (`again`) damaged. Null where they can't
 * be made: then the database itself has to be asked. To be closed. `onShare` is told from 0 to 1 how far
 * the making is. Throws what SQLite throws.
 */
export const openKnown = (
  known: KnownLinks,
  again = false,
  onShare?: (share: number) => void,
): PackedFile | null => {
  const { databasePath, channel, state } = known;
  const path = packedPath(databasePath, channel);
  const found = again ? null : openPacked(path, state);
  if (found !== null) return found;
  const packed = packLinks(databasePath, channel, onShare);
  return packed === null ? null : openPacked(path, packed);
};
