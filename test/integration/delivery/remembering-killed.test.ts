/** kill -9 in the middle of saving links: what was saved stays, and the next run does the rest. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { rememberUploaded } from '#engine/delivery/remember.ts';
import { lazyStore } from '#engine/store/lazy.ts';
import { createLab, given, listText, makeBatch, temporaryFolder } from './lab.ts';

const script = fileURLToPath(new URL('remember-process.ts', import.meta.url));
const links = 120_000;

it('killed while links are saved: the part counts as remembered when all of them are in', async () => {
  const dataDir = temporaryFolder();
  const lab = createLab({ dataDir });
  const batch = makeBatch({ parts: [listText(0, links)] });
  given(await lab.deliver(batch, lab.folderRef(temporaryFolder())));
  const truth = lab.query('SELECT line_id, user_id, followed FROM links ORDER BY line_id');
  lab.exec('DELETE FROM links; UPDATE delivery_parts SET remembered = 0');

  const child = fork(script, [dataDir]);
  const count = () => lab.query<{ n: number }>('SELECT count(*) AS n FROM links')[0]?.n ?? 0;
  await vi.waitFor(() => expect(count()).toBeGreaterThan(0), { timeout: 60_000, interval: 1 });
  child.kill('SIGKILL');
  await once(child, 'exit');
  const saved = count();
  const [part] = lab.query<{ remembered: number }>('SELECT remembered FROM delivery_parts');
  // A machine that stalls this process can let the child finish: then it must have said so.
  expect(part?.remembered === 1 ? saved === links : saved <= links).toBe(true);

  const store = lazyStore({ dir: dataDir, clock: () => new Date(), onSetAside: () => undefined });
  await rememberUploaded(given(store.access()).database, 1, () => undefined);
  store.close();
  expect([
    truth.length,
    lab.query('SELECT line_id, user_id, followed FROM links ORDER BY line_id'),
    lab.query('SELECT remembered FROM delivery_parts'),
  ]).toEqual([links, truth, [{ remembered: 1 }]]);
}, 120_000);
