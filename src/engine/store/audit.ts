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
