/**
 * Writing the batch, after the check: beside one thread that reads the list, hashes it and writes it,
 * and waits for the disk. A build does more: it hashes the list and what it writes, syncs both its
 * files, and goes through all records.
 */
import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildOptions } from '#contract/schemas/batch.ts';
import { type Case, inRounds, median } from '../case.ts';
import { answered, startEngine } from '../engine.ts';
import { type Measured, runProgram } from '../program.ts';

/** Builds a batch in a fresh engine; the time begins with the writing. */
const measureBuild = async (path: string, dataDir: string, out: string): Promise<Measured> => {
  const engine = await startEngine(dataDir);
  try {
    const { files, batches } = engine.client;
    const { fileId } = answered(await files.open({ path }));
    const { folderId: outId } = answered(await files.openFolder({ path: out, use: 'new' }));
    const options = buildOptions.parse({ type: 'followed' });
    let writingMs: number | null = null;
    const onProgress = ({ stage }: { readonly stage: string }) => {
      if (stage === 'write') writingMs ??= performance.now();
    };
    answered(await batches.build({ fileId, outId, options }, { onProgress }));
    const ms = performance.now() - (writingMs ?? Number.NaN);
    return { ms, peakBytes: engine.peakBytes() };
  } finally {
    await engine.stop();
  }
};

export const build: Case = {
  name: 'build',
  title: 'Writing the batch',
  measure: async ({ lists, rounds, rows }) => {
    const path = await lists.sample(rows);
    const out = join(lists.dir, 'batch');
    const clean = await lists.file('clean.csv', async (target) => {
      await measureBuild(path, lists.dir, `${target}.batch`);
      const part = readdirSync(`${target}.batch`).find((name) => /^sample.*\.csv$/.test(name));
      renameSync(join(`${target}.batch`, part ?? ''), target);
      rmSync(`${target}.batch`, { recursive: true });
    });
    const built = (source: string) => async () => {
      const measured = await measureBuild(source, lists.dir, out);
      rmSync(out, { recursive: true });
      return measured;
    };
    const measured = await inRounds<'copy' | 'mended' | 'clean', Measured>(rounds, {
      copy: () => runProgram('copy', [path, join(lists.dir, 'copy.csv')]),
      mended: built(path),
      clean: built(clean),
    });
    const { copy } = measured;
    const ms = (all: readonly Measured[]) => median(all.map((one) => one.ms));
    const ratio = (all: readonly Measured[]) =>
      median(all.map((one, round) => one.ms / (copy[round]?.ms ?? Number.NaN)));
    const none = { must: null, aim: null };
    return [
      { what: 'copy + SHA-256 + fsync', value: ms(copy), unit: 'ms', ...none },
      { what: 'a list with everything to mend', value: ms(measured.mended), unit: 'ms', ...none },
      { what: 'a clean list', value: ms(measured.clean), unit: 'ms', ...none },
      {
        ...{ what: 'with everything to mend, against the copy', value: ratio(measured.mended) },
        ...{ unit: '×', must: { atMost: 3 }, aim: null },
      },
      {
        ...{ what: 'a clean list, against the copy', value: ratio(measured.clean), unit: '×' },
        ...{ must: { atMost: 3 }, aim: { atMost: 1.5 } },
      },
      {
        what: 'memory',
        value: median(measured.mended.map(({ peakBytes }) => peakBytes / 1e6)),
        ...{ unit: 'MB', must: { atMost: 450 }, aim: null },
      },
    ];
  },
};
