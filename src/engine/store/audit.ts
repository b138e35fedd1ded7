/** The audit trail: who did what, when. It is written in the transaction of what it tells. */
import type Database from 'better-sqlite3';
import { currentUser } from './current-user.ts';

export type AuditEvent = {
  /** In kebab-case, from a fixed set of names that the caller's module lists. */
  readonly what: string;
  /** The id of the profile, batch or delivery that it is about. */
  readonly subject: string;
  /** Counts, hashes, codes and what the user wrote as a reason; never a LINE ID or a user ID. */
  readonly details: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
};

export const recordEvent = (database: Database.Database, event: AuditEvent, now: Date): void => {
  database
    .prepare('INSERT INTO events (at, who, what, subject, details) VALUES (?, ?, ?, ?, ?)')
    .run(
      now.toISOString(),
      currentUser(),
      event.what,
      event.subject,
      JSON.stringify(event.details),
    );
};

export type StoredEvent = Omit<AuditEvent, 'details'> & {
  readonly details: Record<string, string | number | boolean | null | string[]>;
  readonly number: number;
  readonly at: string;
  readonly who: string;
};

type RawEvent = Omit<StoredEvent, 'details'> & { readonly details: string };

/** What can't be read any more is told as it stands: a trail that ends at a flipped bit tells less. */
const detailsOf = (text: string): StoredEvent['details'] => {
  try {
    return JSON.parse(text) as StoredEvent['details'];
  } catch {
    return { unreadable: text };
  }
};

const eventOf = (raw: RawEvent): StoredEvent => ({ ...raw, details: detailsOf(raw.details) });

export const countEvents = (database: Database.Database): number =>
  database.prepare<[], number>('SELECT count(*) FROM events').pluck().get() ?? 0;

/** Events after one, the oldest first. */
export const allEvents = (
  database: Database.Database,
  after: number,
  limit: number,
): StoredEvent[] =>
  database
    .prepare<[number, number], RawEvent>(
      `SELECT number, at, who, what, subject, details FROM events
       WHERE number > ? ORDER BY number LIMIT ?`,
    )
    .all(after, limit)
    .map(eventOf);

/** Events about a batch and its deliveries, the oldest first. */
export const eventsAbout = (database: Database.Database, batchId: string): StoredEvent[] =>
  database
    .prepare<[string, string], RawEvent>(
      `SELECT number, at, who, what, subject, details FROM events
       WHERE subject = ? OR subject IN (
         SELECT d.id FROM deliveries AS d JOIN batches AS b ON b.number = d.batch WHERE b.id = ?)
       ORDER BY number`,
    )
    .all(batchId, batchId)
    .map(eventOf);
