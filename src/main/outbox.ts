/**
 * The batches that the window builds: they lie in Dropline's own data folder, each in a folder that
 * main names, and the page knows them by their ids only.
 */
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCodeOf } from '#contract/error-code.ts';
import type { Client, Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { isPracticeAddress, PRACTICE_ADDRESS } from '#contract/practice.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import { manifest as manifestSchema } from '#contract/schemas/batch.ts';
import type { KeptBatch, WindowContract } from '#contract/window.ts';
import { expected } from './expected.ts';
import { writeFailureCode } from './write-file.ts';

export type OutboxParts = {
  readonly engine: Client<EngineContract>;
  /** Holds a folder for each batch. Made when it is missing. */
  readonly batchesDir: string;
  readonly practice: () => { readonly path: string; readonly isBuiltIn: boolean };
  readonly chooseFolder: () => Promise<string | undefined>;
  /** Told the path of the last file that was saved for the user. */
  readonly onSaved: (path: string) => void;
};

/** More batches than these are history, which the list of deliveries keeps. */
const mostListed = 200;

type MakeCode = 'out-read-only' | 'disk-full' | 'out-failed';

const makeFolder = async (path: string): Promise<Result<null, MakeCode>> => {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return succeed(null);
  } catch (error) {
    return fail(writeFailureCode(error), { name: basename(path) });
  }
};

/** The records that a fix split off are a batch of their own, in the folder of the other one. */
const SPLIT_OFF = 'ids-only';

/** The batch in a folder; null where there is none that can be read. */
const readKept = async (dir: string): Promise<KeptBatch | null> => {
  try {
    const bytes = await readFile(join(dir, 'manifest.json'));
    const manifest = manifestSchema.parse(JSON.parse(bytes.toString('utf8')));
    const seal = createHash('sha256').update(bytes).digest('hex');
    return { batchId: manifest.id, seal, manifest };
  } catch {
    return null;
  }
};

type Kept = { readonly dir: string; readonly batch: KeptBatch };

const readAll = async (batchesDir: string): Promise<readonly Kept[]> => {
  const all = await readdir(batchesDir).catch(() => []);
  // What is still being built, or was when its process was killed, is hidden and no batch.
  const names = all.filter((name) => !name.startsWith('.'));
  // The names begin with the time: the newest come last.
  const newest = names.toSorted().toReversed().slice(0, mostListed);
  const dirs = newest.map((name) => join(batchesDir, name));
  const read = await Promise.all(
    dirs
      .flatMap((dir) => [dir, join(dir, SPLIT_OFF)])
      .map(async (dir) => {
        const batch = await readKept(dir);
        return batch === null ? [] : [{ dir, batch }];
      }),
  );
  return read.flat();
};

/** Copies files into a folder, none over another. Those that are there with this name stay. */
const copyInto = async (
  files: readonly string[],
  folder: string,
): Promise<Result<null, MakeCode | 'out-not-empty'>> => {
  for (const path of files) {
    const name = basename(path);
    try {
      await copyFile(path, join(folder, name), constants.COPYFILE_EXCL);
    } catch (error) {
      const isThere = errorCodeOf(error) === 'EEXIST';
      return fail(isThere ? 'out-not-empty' : writeFailureCode(error), { name });
    }
  }
  return succeed(null);
};

/** `20261122T090500Z-1f2e3d4c`: sorts by time, and never the same twice. */
const newFolderName = (now: Date): string => {
  const time = now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  return `${time}Z-${randomBytes(4).toString('hex')}`;
};

export const createOutbox = (parts: OutboxParts): Handlers<WindowContract>['outbox'] => {
  const { engine, batchesDir } = parts;

  const find = async (batchId: string): Promise<Result<Kept, 'unknown-id'>> => {
    const kept = await readAll(batchesDir);
    const found = kept.find(({ batch }) => batch.batchId === batchId);
    return found === undefined ? fail('unknown-id') : succeed(found);
  };

  return {
    build: async ({ fileId, options }, { signal, progress }) => {
      const made = await makeFolder(batchesDir);
      if (!made.ok) return made;
      const path = join(batchesDir, newFolderName(new Date()));
      const folder = await engine.files.openFolder({ path, use: 'new' });
      if (!folder.ok) return expected(folder);
      const { folderId } = folder.value;
      const built = await engine.batches.build(
        { fileId, outId: folderId, options },
        { signal, onProgress: progress },
      );
      if (!built.ok) return expected(built);
      const kept = await readKept(built.value.dir);
      return kept === null ? fail('out-failed', { name: basename(path) }) : succeed(kept);
    },

    list: async () => {
      const kept = await readAll(batchesDir);
      return succeed({ batches: kept.map(({ batch }) => batch) });
    },

    open: async ({ batchId }, { signal, progress }) => {
      const kept = await find(batchId);
      if (!kept.ok) return kept;
      const { dir: path } = kept.value;
      const opened = await engine.batches.open({ path }, { signal, onProgress: progress });
      return opened.ok ? succeed({}) : expected(opened);
    },

    matchReport: async (report, { signal, progress }) => {
      const kept = await readAll(batchesDir);
      const paths = kept.map(({ dir }) => dir);
      return expected(
        await engine.reports.match({ ...report, paths }, { signal, onProgress: progress }),
      );
    },

    practiceDrop: async () => {
      const { path, isBuiltIn } = parts.practice();
      if (isBuiltIn) {
        const made = await makeFolder(path);
        if (!made.ok) return made;
      }
      const folder = await engine.files.openFolder({ path, use: 'existing' });
      return folder.ok ? succeed({ ...folder.value, ...PRACTICE_ADDRESS }) : expected(folder);
    },

    saveForDashboard: async ({ batchId }, { signal, progress }) => {
      const kept = await find(batchId);
      if (!kept.ok) return kept;
      const { address } = kept.value.batch.manifest;
      if (isPracticeAddress(address)) {
        const { appId, channelId } = PRACTICE_ADDRESS;
        return fail('address-mismatch', { sealed: `${appId}/${channelId}`, given: 'Repro' });
      }
      const folder = await parts.chooseFolder();
      if (folder === undefined) return succeed({ saved: false, folder: '' });
      const { dir: path } = kept.value;
      // What is handed over is what was sealed.
      const opened = await engine.batches.open({ path }, { signal, onProgress: progress });
      if (!opened.ok) return expected(opened);
      const files = opened.value.manifest.parts.map(({ file }) => join(path, file));
      const copied = await copyInto(files, folder);
      if (!copied.ok) return copied;
      const [first] = files;
      if (first !== undefined) parts.onSaved(join(folder, basename(first)));
      return succeed({ saved: true, folder: basename(folder) });
    },
  };
};
