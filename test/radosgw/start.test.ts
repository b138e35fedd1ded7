// The server's own start, in a folder of its own: what earlier runs left there must not stop it.
import { truncateSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startRadosgw } from '../../scripts/radosgw.mjs';

test('a store that is damaged is replaced, and said to be', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'dropline-radosgw-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const first = await startRadosgw({ dir });
  await first.stop();
  truncateSync(join(dir, 'osd', 'block'), 0);
  const told = vi.spyOn(console, 'error').mockReturnValue();

  const second = await startRadosgw({ dir });
  onTestFinished(second.stop);

  expect((await fetch(second.endpoint)).ok).toBe(true);
  expect(told).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('beginning anew'));
});
