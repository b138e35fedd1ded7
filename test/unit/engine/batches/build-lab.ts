/** A folder with a list in it, and the batch calls over it, on this thread if not told otherwise. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallContext } from '#contract/define.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import {
  type BuildAnswer,
  type BuildOptions,
  buildOptions,
  type OpenedBatch,
} from '#contract/schemas/batch.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import type { BuildDependencies } from '#engine/batches/build.ts';
import { createBatchHandlers } from '#engine/batches/handlers.ts';
import type { OpenDependencies } from '#engine/batches/open.ts';
import { createOpenedBatches, type OpenedBatches } from '#engine/batches/opened.ts';
import { createVerifiedBatches } from '#engine/batches/verified.ts';
import { closeFile, type OpenFile, openFile } from '#engine/csv/open-file.ts';
import { checkInProcess, runInProcess } from './in-process.ts';

export const now = new Date('2026-11-22T00:05:00.000Z');

export type Lab = {
  readonly dir: string;
  readonly opened: OpenedBatches;
  /** Where batches go; nothing is there yet. */
  readonly out: string;
  readonly path: (name: string) => string;
  readonly read: (name: string) => string;
  readonly write: (name: string, content: string | Uint8Array) => string;
  /** Opens a file for as long as the lab lives. */
  readonly open: (path: string) => Promise<OpenFile>;
  readonly build: (
    source: string,
    options?: Partial<BuildOptions>,
    extra?: Partial<BuildDependencies>,
    context?: Partial<CallContext<ByteProgress>>,
  ) => Promise<Result<BuildAnswer>>;
  readonly openBatch: (
    path: string,
    extra?: Partial<BuildDependencies>,
  ) => Promise<Result<OpenedBatch>>;
  readonly close: () => void;
};

export const exampleProfile = (fields: Partial<Profile> = {}): Profile => ({
  id: 'profile-0123456789abcdef',
  name: 'Practice',
  appId: 'app-1',
  channelId: '1234567890',
  environment: 'practice',
  place: { kind: 'folder', path: '/practice' },
  timeZone: 'Asia/Tokyo',
  acceptsIdsOnly: true,
  countChangeLimit: 0.2,
  createdAt: '2026-11-01T00:00:00.000Z',
  ...fields,
});

export const quiet: CallContext<ByteProgress> = {
  signal: new AbortController().signal,
  progress: () => undefined,
};

export const openLab = (): Lab => {
  const dir = mkdtempSync(join(tmpdir(), 'dropline-batches-'));
  const out = join(dir, 'out');
  const files: OpenFile[] = [];
  const opened = createOpenedBatches();
  const path = (name: string) => join(dir, name);
  const open = async (filePath: string) => {
    const result = await openFile(filePath);
    if (!result.ok) throw new Error(result.error.code);
    files.push(result.value);
    return result.value;
  };
  const dependencies: BuildDependencies & OpenDependencies = {
    file: () => fail('unknown-id'),
    folder: () => succeed(out),
    profile: () => fail('unknown-profile'),
    check: checkInProcess,
    runJob: runInProcess,
    clock: () => now,
    opened,
    verified: createVerifiedBatches({ runJob: runInProcess }),
  };
  return {
    dir,
    out,
    opened,
    path,
    open,
    read: (name) => readFileSync(path(name), 'utf8'),
    write: (name, content) => {
      writeFileSync(path(name), content);
      return path(name);
    },
    build: async (source, options = {}, extra = {}, context = {}) => {
      const file = await open(source);
      const handlers = createBatchHandlers({
        ...dependencies,
        file: () => succeed(file),
        ...extra,
      });
      const input = {
        fileId: 'file-0123456789abcdef',
        outId: 'folder-0123456789abcdef',
        options: { ...buildOptions.parse({ type: 'followed' }), ...options },
      };
      return handlers.build(input, { ...quiet, ...context });
    },
    openBatch: (batchDir, extra = {}) =>
      createBatchHandlers({ ...dependencies, ...extra }).open({ path: batchDir }, quiet),
    close: () => {
      for (const file of files) closeFile(file);
      rmSync(dir, { recursive: true, force: true });
    },
  };
};

/** A LINE ID that LINE could have issued, and no placeholder. */
export const lineId = (number: number): string =>
  `U${(0x9e3779b97f4a7c15n * BigInt(number + 1)).toString(16).padStart(32, 'b52d7c3f').slice(-32)}`;
