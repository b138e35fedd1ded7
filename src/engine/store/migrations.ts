/**
 * The shape of the database, as the steps that lead to it. A step that has been released is never
 * changed: whatever comes later is a new step.
 */

export type Migration = {
  /** `PRAGMA user_version` after this step. Steps are numbered from 1 without gaps. */
  readonly version: number;
  readonly sql: string;
};

/** `PRAGMA application_id`: "DROP". A database with another one is not ours. */
export const APPLICATION_ID = 0x44524f50;

export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
CREATE TABLE profiles (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  -- The profile's fields as JSON, parsed by the contract's schema when they are read. No secrets.
  fields TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

-- A LINE channel in a Repro application: the name space of links. Practice has its own.
CREATE TABLE channels (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE batches (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  seal TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('followed', 'unfollowed')),
  format TEXT NOT NULL CHECK (format IN ('ids-and-users', 'ids-only')),
  dir TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;

CREATE TABLE parts (
  batch INTEGER NOT NULL REFERENCES batches (number),
  position INTEGER NOT NULL,
  file TEXT NOT NULL,
  records INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (batch, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX parts_by_content ON parts (sha256);

-- Where sealed bytes went, or were to go. How it ended follows from its parts.
CREATE TABLE deliveries (
  id TEXT NOT NULL PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batches (number),
  channel INTEGER NOT NULL REFERENCES channels (id),
  -- Kept here so that the history outlives the profile.
  profile_name TEXT,
  -- Upload date of the keys (yyyy-mm-dd in the profile's zone).
  upload_date TEXT NOT NULL,
  reason TEXT,
  started_at TEXT NOT NULL,
  finished_at TEXT,
  imported_at TEXT
) STRICT;
CREATE INDEX deliveries_by_channel ON deliveries (channel, started_at);

CREATE TABLE delivery_parts (
  delivery TEXT NOT NULL REFERENCES deliveries (id),
  position INTEGER NOT NULL,
  -- The bucket's name, or "folder:" and the path. With the key it is unique for ever.
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  -- planned: no request yet. sending: nothing can be seen at the far end yet. committing: from now
  -- on it can be there. The other four are final.
  state TEXT NOT NULL
    CHECK (state IN ('planned', 'sending', 'committing', 'uploaded', 'failed', 'unknown', 'cancelled')),
  upload_id TEXT,
  etag TEXT,
  request_id TEXT,
  parts_sent INTEGER NOT NULL DEFAULT 0,
  error_code TEXT,
  started_at TEXT,
  finished_at TEXT,
  -- Whether the links of this part are in the cache.
  remembered INTEGER NOT NULL DEFAULT 0 CHECK (remembered IN (0, 1)),
  PRIMARY KEY (delivery, position),
  UNIQUE (bucket, key)
) STRICT, WITHOUT ROWID;

-- The last delivery of each LINE ID to a channel: millions of rows, so no reference is checked.
CREATE TABLE links (
  channel INTEGER NOT NULL,
  -- 16 bytes for "U" and 32 hexadecimal digits, text for every other ID.
  line_id ANY NOT NULL,
  user_id TEXT,
  -- 1: followed, 0: unfollowed.
  followed INTEGER NOT NULL CHECK (followed IN (0, 1)),
  batch INTEGER NOT NULL,
  PRIMARY KEY (channel, line_id)
) STRICT, WITHOUT ROWID;

-- Where the file with this content was last seen.
CREATE TABLE sources (
  sha256 TEXT NOT NULL PRIMARY KEY,
  path TEXT NOT NULL,
  seen_at TEXT NOT NULL
) STRICT;

CREATE TABLE reports (
  id TEXT NOT NULL PRIMARY KEY,
  batch TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  total INTEGER NOT NULL,
  matched INTEGER NOT NULL,
  read_at TEXT NOT NULL
) STRICT;

-- The audit trail: who did what, when. Never a LINE ID or a user ID.
CREATE TABLE events (
  number INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  -- The id of the profile, batch or delivery that it is about.
  subject TEXT NOT NULL,
  details TEXT NOT NULL
) STRICT;

-- What one process at a time may do. A dead holder's lease is taken over.
CREATE TABLE leases (
  name TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  pid INTEGER NOT NULL,
  boot TEXT NOT NULL,
  process_start TEXT NOT NULL,
  taken_at TEXT NOT NULL
) STRICT;
`,
  },
  {
    version: 2,
    sql: `
-- What a channel's links are known by: another value after every change. Packed copies carry it.
CREATE TABLE link_states (
  channel INTEGER NOT NULL PRIMARY KEY,
  state BLOB NOT NULL
) STRICT;
-- Records of the list that a batch of changes only left out because they were delivered before.
ALTER TABLE batches ADD COLUMN left_out_as_known INTEGER NOT NULL DEFAULT 0;
INSERT INTO link_states SELECT DISTINCT channel, randomblob(16) FROM links;
`,
  },
];
