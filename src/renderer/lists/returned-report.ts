/**
 * The returned error CSV that is looked at, and how far it is: its batch is looked for at once, and
 * where only one can be meant the report is read without a question. It outlives the screen, as the
 * open lists do; one report is read at a time.
 */
import type { z } from 'zod';
import { create } from 'zustand';
import type { Failure } from '#contract/result.ts';
import type { OpenedBatch } from '#contract/schemas/batch.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import type { ReportAnswer, ReportMatches, reportInput } from '#contract/schemas/report.ts';
import type { OpenedList } from '#contract/window.ts';
import { api } from '../api/client.ts';
import { useOpenLists } from './open-lists.ts';

type ReportInput = z.input<typeof reportInput>;
/** Columns by position from 0; what is left out is guessed. */
export type ReportMapping = NonNullable<ReportInput['mapping']>;

export type ReportWork = {
  readonly file: OpenedList | null;
  readonly mapping: ReportMapping;
  /** Null until batches have been looked for. */
  readonly matches: ReportMatches | null;
  readonly batch: OpenedBatch | null;
  /** The open list whose lines are wanted: by its key, `none`, or the one that fits. */
  readonly sourceKey: string | null;
  readonly state:
    | { readonly status: 'idle' }
    | {
        readonly status: 'matching' | 'opening' | 'reading';
        readonly progress: ByteProgress | null;
      }
    | { readonly status: 'failed'; readonly failure: Failure }
    | { readonly status: 'done'; readonly answer: ReportAnswer; readonly input: ReportInput };
};

/** No list's key. */
export const noSource = 'none';

const nothing: ReportWork = {
  file: null,
  mapping: {},
  matches: null,
  batch: null,
  sourceKey: null,
  state: { status: 'idle' },
};

export const useReport = create<ReportWork>()(() => nothing);

const change = (part: Partial<ReportWork>): void => useReport.setState(part);
let controller = new AbortController();

/** Begins a step; what was under way before it comes to nothing. */
const begin = (status: 'matching' | 'opening' | 'reading') => {
  controller.abort();
  controller = new AbortController();
  const { signal } = controller;
  change({ state: { status, progress: null } });
  return {
    isCurrent: () => !signal.aborted,
    options: {
      signal,
      onProgress: (progress: ByteProgress) => {
        if (!signal.aborted) change({ state: { status, progress } });
      },
    },
  };
};

const failed = (failure: Failure): void =>
  change({
    state: failure.code === 'cancelled' ? { status: 'idle' } : { status: 'failed', failure },
  });

/** Stops what is under way. */
export const stopReport = (): void => {
  controller.abort();
  change({ state: { status: 'idle' } });
};

/** The open list that a batch was built from: by its name and size, if the user says no other. */
export const sourceOf = ({ batch, sourceKey }: Pick<ReportWork, 'batch' | 'sourceKey'>) => {
  const { lists } = useOpenLists.getState();
  if (sourceKey !== null) return lists.find(({ key }) => key === sourceKey);
  const source = batch?.manifest.source;
  return lists.find(({ file }) => file.name === source?.name && file.bytes === source.bytes);
};

/** Reads the report with what is known by now. Nothing happens until its batch is. */
export const readReport = async (): Promise<void> => {
  const { file, batch, mapping, sourceKey } = useReport.getState();
  if (file === null || batch === null) return;
  const source = sourceOf({ batch, sourceKey });
  const input: ReportInput = {
    ...{ fileId: file.fileId, batchId: batch.batchId, mapping },
    ...(source === undefined ? {} : { sourceFileId: source.file.fileId }),
  };
  const { isCurrent, options } = begin('reading');
  const answer = await api.reports.read(input, options);
  if (!isCurrent()) return;
  if (answer.ok) change({ state: { status: 'done', answer: answer.value, input } });
  else failed(answer.error);
};

/** Takes a batch that was opened, and reads the report. */
export const takeBatch = (batch: OpenedBatch): Promise<void> => {
  change({ batch });
  return readReport();
};

/** Opens and verifies a batch that was found or delivered, and reads the report. */
export const chooseBatch = async (batchId: string): Promise<void> => {
  const { isCurrent, options } = begin('opening');
  const opened = await api.batches.reopen({ batchId }, options);
  if (!isCurrent()) return;
  if (opened.ok) await takeBatch(opened.value);
  else failed(opened.error);
};

/** Has another batch chosen. */
export const leaveBatch = (): void => change({ batch: null, state: { status: 'idle' } });

/** Looks for the batch; where only one can be meant, goes on with it. */
export const findBatch = async (): Promise<void> => {
  const { file, mapping } = useReport.getState();
  if (file === null) return;
  const { isCurrent, options } = begin('matching');
  const found = await api.outbox.matchReport({ fileId: file.fileId, mapping }, options);
  if (!isCurrent()) return;
  if (!found.ok) return failed(found.error);
  change({ matches: found.value, state: { status: 'idle' } });
  const [only] = found.value.matches;
  if (only !== undefined && found.value.decided) await chooseBatch(only.batchId);
};

/** Takes the first of some files as the report; the others are closed. */
export const takeReturnedFile = ([file, ...others]: readonly OpenedList[]): void => {
  for (const { fileId } of others) void api.files.close({ fileId });
  if (file === undefined) return;
  change({ ...nothing, file });
  void findBatch();
};

/** Says by hand what the columns are, and goes on with that. */
export const mapReport = (mapping: ReportMapping): Promise<void> => {
  change({ mapping });
  return useReport.getState().batch === null ? findBatch() : readReport();
};

/** Takes the lines of another open list, or of none, and reads again. */
export const takeSource = (sourceKey: string): Promise<void> => {
  change({ sourceKey });
  return readReport();
};

/** Puts the report away. The file is left to whoever asks for it. */
export const forgetReport = (): void => {
  controller.abort();
  useReport.setState(nothing, true);
};

/** An engine that comes back knows neither file nor batch: the file is opened and read again. */
api.app.engineRestarted(() => {
  const { file } = useReport.getState();
  if (file === null) return;
  void api.lists
    .reopen({ fileId: file.fileId })
    .then((answer) => (answer.ok ? takeReturnedFile([answer.value]) : forgetReport()));
});
