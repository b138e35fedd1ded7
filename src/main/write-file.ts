/** Small files of the shell (settings, recent lists) that are whole or as they were, never half. */
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCodeOf, isDenied, isDiskFull } from '#contract/error-code.ts';

/** Replaces a file at once: written beside it, synced, renamed. Only this user may read it. */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draftPath = `${path}.new`;
  const draft = await open(draftPath, 'w', 0o600);
  try {
    await draft.writeFile(text);
    await draft.sync();
  } finally {
    await draft.close();
  }
  await rename(draftPath, path);
};

type WriteCode = 'out-read-only' | 'disk-full' | 'out-failed';

/** The failure that a writing error is, for `fail`. */
export const writeFailureCode = (error: unknown): WriteCode => {
  const code = errorCodeOf(error);
  if (isDenied(code)) return 'out-read-only';
  return isDiskFull(code) ? 'disk-full' : 'out-failed';
};
