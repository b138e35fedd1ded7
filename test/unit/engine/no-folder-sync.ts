/** Folders that can't be synced: the call is real but for them. */
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { onTestFinished, vi } from 'vitest';

/**
 * From here on folders can't be synced, for this reason, but for the first `spared` times. Answers how
 * to make that good again.
 */
export const refuseToSyncFolders = async (code: string, spared = 0): Promise<() => void> => {
  const handle = await open(tmpdir(), 'r');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const { sync } = prototype;
  let folders = 0;
  const spy = vi.spyOn(prototype, 'sync').mockImplementation(async function (this: FileHandle) {
    if ((await this.stat()).isDirectory()) folders += 1;
    if (folders > spared) throw Object.assign(new Error(code), { code });
    await sync.call(this);
  });
  onTestFinished(() => spy.mockRestore());
  return () => spy.mockRestore();
};
