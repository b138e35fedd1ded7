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
    // A delivery becomes a row before anything of it is sent, and can go on in another process.
    version: 2,
    sql: `
DROP INDEX deliveries_by_channel;
ALTER TABLE delivery_parts RENAME TO delivery_parts_1;
ALTER TABLE deliveries RENAME TO deliveries_1;

-- Where sealed bytes are to go, or went. How it stands follows from its parts.
CREATE TABLE deliveries (
  id TEXT NOT NULL PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batches (number),
  channel INTEGER NOT NULL REFERENCES channels (id),
  -- Kept here so that the history outlives the profile.
  profile_name TEXT,
  -- Where it goes as it was confirmed, as JSON, parsed by a schema when it is read. Null for
  -- deliveries from before version 2, all of which have ended.
  destination TEXT,
  -- Upload date of the keys (yyyy-mm-dd in the profile's zone). Null until the first request.
  upload_date TEXT,
  reason TEXT,
  -- The delivery that is to be imported before this one is sent. Null once it was released.
  waits_for TEXT REFERENCES deliveries (id),
  region_named TEXT,
  queued_at TEXT NOT NULL,
  started_at TEXT,
  finished_at TEXT,
  imported_at TEXT
) STRICT;
CREATE INDEX deliveries_by_channel ON deliveries (channel, queued_at);

CREATE TABLE delivery_parts (
  delivery TEXT NOT NULL REFERENCES deliveries (id),
  position INTEGER NOT NULL,
  -- The bucket's name, or "folder:" and the path. With the key it is unique for ever.
  bucket TEXT NOT NULL,
  -- Null until the first request.
  key TEXT,
  -- The table of transitions is in delivery/state-machine.ts.
  state TEXT NOT NULL
    CHECK (state IN ('waiting', 'sending', 'paused', 'offline', 'finishing', 'uploaded', 'unknown',
      'failed', 'cancelled')),
  -- Why it is paused.
  standstill TEXT,
  upload_id TEXT,
  etag TEXT,
  request_id TEXT,
  parts_sent INTEGER NOT NULL DEFAULT 0,
  parts_reused INTEGER NOT NULL DEFAULT 0,
  -- What was refused last: a code of ours, and its details as JSON.
  error_code TEXT,
  error_details TEXT,
  -- Whether pieces stayed at the far end because the key may not remove them.
  pieces_left INTEGER NOT NULL DEFAULT 0 CHECK (pieces_left IN (0, 1)),
  started_at TEXT,
  finished_at TEXT,
  -- Whether the links of this part are in the cache.
  remembered INTEGER NOT NULL DEFAULT 0 CHECK (remembered IN (0, 1)),
  PRIMARY KEY (delivery, position),
  UNIQUE (bucket, key)
) STRICT, WITHOUT ROWID;

INSERT INTO deliveries (id, batch, channel, profile_name, upload_date, reason, queued_at, started_at,
  finished_at, imported_at)
SELECT id, batch, channel, profile_name, upload_date, reason, started_at, started_at,
  coalesce(finished_at, started_at), imported_at
FROM deliveries_1 ORDER BY rowid;

-- What a process of version 1 has left can't be gone on with: nothing is there of a part that was
-- only being sent; nobody knows of one that was being committed.
INSERT INTO delivery_parts (delivery, position, bucket, key, state, upload_id, etag, request_id,
  parts_sent, error_code, started_at, finished_at, remembered)
SELECT delivery, position, bucket, key,
  CASE state WHEN 'committing' THEN 'unknown' WHEN 'planned' THEN 'failed' WHEN 'sending' THEN 'failed'
    ELSE state END,
  upload_id, etag, request_id, parts_sent, error_code, started_at, finished_at, remembered
FROM delivery_parts_1;

DROP TABLE delivery_parts_1;
DROP TABLE deliveries_1;

-- The pieces that the far end has accepted: what an upload goes on from where the key may not ask.
CREATE TABLE delivery_pieces (
  delivery TEXT NOT NULL,
  position INTEGER NOT NULL,
  number INTEGER NOT NULL,
  etag TEXT NOT NULL,
  -- Of our own bytes, in hexadecimal digits.
  md5 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (delivery, position, number),
  FOREIGN KEY (delivery, position) REFERENCES delivery_parts (delivery, position)
) STRICT, WITHOUT ROWID;

-- What holds for every process that shares this folder, as JSON, parsed when it is read.
CREATE TABLE settings (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- Who holds a lease, for people: the name of the user.
ALTER TABLE leases ADD COLUMN who TEXT NOT NULL DEFAULT '';
`,
  },
  {
    version: 3,
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
  {
    version: 4,
    sql: `
-- 1 from the moment that somebody cancels a delivery until what has arrived of it is let go of: a
-- process that dies between the two leaves it to the next one, which must not send it.
ALTER TABLE deliveries ADD COLUMN cancel_wanted INTEGER NOT NULL DEFAULT 0;
`,
  },
];
