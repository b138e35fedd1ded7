/**
 * A process for the tests of the store: opens it and adds profiles, each with an event in the same
 * transaction, telling each name when it is committed. With the prefix `idle` it only opens it.
 */
import { recordEvent } from '#engine/store/audit.ts';
import { openStore } from '#engine/store/open.ts';

const [dir = '', prefix = ''] = process.argv.slice(2);
const store = openStore({ dir, clock: () => new Date(), onSetAside: () => undefined });
if (!store.ok) throw new Error(store.error.code);
const { database } = store.value;

const stopped = new AbortController();
process.on('message', () => stopped.abort());

const add = database.transaction((name: string) => {
  database
    .prepare('INSERT INTO profiles (id, name, fields, created_at) VALUES (?, ?, ?, ?)')
    .run(name, name, '{}', '');
  recordEvent(database, { what: 'profile-added', subject: name, details: {} }, new Date());
});

if (prefix === 'idle') {
  process.send?.('open');
} else {
  for (let n = 0; !stopped.signal.aborted; n += 1) {
    const name = `${prefix}${n}`;
    add.immediate(name);
    process.send?.(name);
    await new Promise((resolve) => setImmediate(resolve));
  }
  store.value.close();
  process.disconnect();
}
