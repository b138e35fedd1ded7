/**
 * A check of a made-up list, for nobody: code that has run before is compiled, and runs two to three
 * times as fast when a person's list comes.
 */
import { fileURLToPath } from 'node:url';
import type { CheckOptions } from '#contract/schemas/check.ts';
import { closeFile, openFile } from '../csv/open-file.ts';
import { loadCheckJob } from './prepare-check.ts';

/** A sample that the build writes, with every fault that samples have. */
const listUrl = new URL(
  import.meta.url.endsWith('.ts') ? '../../../out/engine/rehearsal.csv' : './rehearsal.csv',
  import.meta.url,
);

const options: CheckOptions = {
  ...{ format: 'auto', encoding: 'auto', map: [], maxSamples: 20 },
  ...{ fixes: [], refusedFixes: [], changesOnly: false },
};

const TIMES = 3;

/** `isWanted`: whether somebody waits for this thread. Without the list there is no rehearsal. */
export const rehearseCheck = async (isWanted: () => boolean): Promise<void> => {
  const opened = await openFile(fileURLToPath(listUrl));
  if (!opened.ok) return;
  const file = opened.value;
  const checkJob = await loadCheckJob();
  try {
    for (let time = 0; time < TIMES && !isWanted(); time += 1) {
      await checkJob(
        { file, options, crossChecks: false },
        {
          cancelled: isWanted,
          progress: () => undefined,
          ask: () => Promise.reject(new Error('A rehearsal asks nobody.')),
        },
      );
    }
  } finally {
    closeFile(file);
  }
};
