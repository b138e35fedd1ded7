/** A process for the test of killed saving: saves what the first channel of a store lacks. */
import { rememberUploaded } from '#engine/delivery/remember.ts';
import { lazyStore } from '#engine/store/lazy.ts';

const store = lazyStore({
  dir: process.argv[2] ?? '',
  clock: () => new Date(),
  onSetAside: () => undefined,
});
const opened = store.access();
if (!opened.ok) throw new Error(opened.error.code);
await rememberUploaded(opened.value.database, 1, () => undefined);
store.close();
