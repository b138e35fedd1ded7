/** The audit trail for people: as a file for whoever has to answer for it, and as the story of a batch. */
import type { Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, succeed } from '#contract/result.ts';
import { spreadsheetField } from '../csv/guard.ts';
import { createFileWriter } from '../csv/writer.ts';
import { allEvents, countEvents, eventsAbout, type StoredEvent } from '../store/audit.ts';
import type { StoreAccess } from '../store/lazy.ts';

/** Details that have a column of their own; the others follow as JSON. */
const ownColumns = [
  'batch',
  'seal',
  'bucket',
  'key',
  'bytes',
  'sha256',
  'outcome',
  'reason',
] as const;

export const AUDIT_HEADER = ['at', 'who', 'what', 'subject', ...ownColumns, 'details'] as const;

const fieldsOf = ({ at, who, what, subject, details }: StoredEvent): string[] => {
  const rest = Object.fromEntries(
    Object.entries(details).filter(([name]) => !ownColumns.some((column) => column === name)),
  );
  const own = ownColumns.map((name) => {
    const value = details[name];
    return value === undefined || value === null ? '' : String(value);
  });
  return [
    at,
    who,
    what,
    subject,
    ...own,
    Object.keys(rest).length === 0 ? '' : JSON.stringify(rest),
  ];
};

/** Events a step: some milliseconds. */
const stepEvents = 2_000;

export const createAuditHandlers = ({
  store,
}: {
  readonly store: StoreAccess;
}): Handlers<EngineContract>['audit'] => ({
  export: async ({ path }, { signal, progress }) => {
    const opened = store();
    if (!opened.ok) return opened;
    const total = opened.value.attempt(countEvents);
    if (!total.ok) return total;
    const made = createFileWriter(path);
    if (!made.ok) return made;
    const writer = made.value;
    writer.writeRecord(AUDIT_HEADER);
    let rows = 0;
    for (let after = 0; ; ) {
      const events = opened.value.attempt((database) => allEvents(database, after, stepEvents));
      if (!events.ok || signal.aborted) {
        writer.abort();
        return events.ok ? fail('cancelled') : events;
      }
      for (const event of events.value) writer.writeRecord(fieldsOf(event), spreadsheetField);
      rows += events.value.length;
      progress({
        stage: 'export',
        doneBytes: Math.min(rows, total.value),
        totalBytes: total.value,
      });
      const last = events.value.at(-1);
      if (last === undefined) break;
      after = last.number;
    }
    const finished = writer.finish();
    return finished.ok ? succeed({ rows }) : finished;
  },

  of: async ({ batchId }) => {
    const opened = store();
    if (!opened.ok) return opened;
    const events = opened.value.attempt((database) => eventsAbout(database, batchId));
    if (!events.ok) return events;
    return succeed({ events: events.value.map(({ number: _number, ...event }) => event) });
  },
});
