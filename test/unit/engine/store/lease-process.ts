/** A process for the tests of leases: takes one, tells so, and stays. */
import { takeLease } from '#engine/store/leases.ts';
import { openStore } from '#engine/store/open.ts';

const clock = () => new Date();
const store = openStore({ dir: process.argv[2] ?? '', clock, onSetAside: () => undefined });
if (!store.ok) throw new Error(store.error.code);
process.on('message', () => undefined);
process.send?.(takeLease(store.value.database, 'deliver:app/1', clock()));
