/**
 * The job that finds the batch a returned file is about. Its name may say so, or the list that it
 * names; else some of its rows are looked for in the parts of each batch. Nothing is verified here:
 * what is found is opened, and held against its manifest, before it is read. Runs in a worker thread.
 */
import { join } from 'node:path';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { BatchPart, Manifest } from '#contract/schemas/batch.ts';
import type { ByteProgress } from '#contract/schemas/common.ts';
import type { ReportMatch } from '#contract/schemas/report.ts';
import { REJECTED_NAME } from '#engine/batches/manifest.ts';
import { type ReadCode, readFailure } from '#engine/checks/read-failure.ts';
import { closeFile, type OpenFile, openFile } from '#engine/csv/open-file.ts';
import { quoteField } from '#engine/csv/quote.ts';
import { readFully } from '#engine/csv/source-bytes.ts';
import type { JobContext } from '#engine/jobs/job.ts';
import { FINDINGS_COLUMNS, type ReportColumns, type ReportLayout } from './columns.ts';
import {
  dataRecords,
  inspectFile,
  layoutOf,
  recordsOf,
  type ReturnedCode,
  type ReturnedFile,
} from './returned-file.ts';
import { factsReader, rejectedKey } from './rows.ts';

/** A batch by its folder, as its manifest describes it. */
export type Candidate = { readonly dir: string; readonly manifest: Manifest };

export type MatchReportInput = {
  readonly file: OpenFile;
  readonly mapping: ReportColumns;
  /** Those that are likelier first, other things being equal. */
  readonly candidates: readonly Candidate[];
};

export type Matched = {
  readonly matches: readonly (Pick<ReportMatch, 'found' | 'lookedFor'> & Candidate)[];
  readonly decided: boolean;
};

/** So many rows are looked for; one that is in a batch by chance is not alone there. */
const MOST_ROWS = 8;
const CHUNK_BYTES = 4 * 1024 * 1024;
/** Shorter names would be found in many others. */
const SHORTEST_STEM = 12;

type Job = JobContext<ByteProgress>;

/** Whether the file is called after a part of the batch. */
const isNamedAfter = ({ name }: OpenFile, { parts }: Manifest): boolean =>
  parts.some(({ file }) => {
    const stem = file.replace(/\.csv$/, '');
    return stem.length >= SHORTEST_STEM && name.toLowerCase().includes(stem.toLowerCase());
  });

/** What some rows look like in a part: the beginning of a line, or its end. */
const needlesOf = (returned: ReturnedFile, layout: ReportLayout): readonly Buffer[] => {
  const factsOf = factsReader(layout, '');
  const byUser = layout.columns.lineUserId === undefined;
  const keys = new Set<string>();
  for (const { fields } of dataRecords(returned, layout)) {
    const { key } = factsOf(fields);
    if (key !== '') keys.add(key);
    if (keys.size === MOST_ROWS) break;
  }
  return [...keys].map((key) => Buffer.from(byUser ? `,${quoteField(key)}\n` : `\n${key}`));
};

/** How many of the needles stand in a part. A part that can't be read has none of them. */
const countIn = async (
  dir: string,
  part: BatchPart,
  needles: ReadonlySet<Buffer>,
  cancelled: () => boolean,
): Promise<ReadonlySet<Buffer>> => {
  const found = new Set<Buffer>();
  const opened = await openFile(join(dir, part.file));
  if (!opened.ok) return found;
  const { fd, bytes } = opened.value;
  const overlap = Math.max(0, ...Array.from(needles, (needle) => needle.length));
  const buffer = Buffer.alloc(CHUNK_BYTES + overlap);
  try {
    for (let at = 0; at < bytes && found.size < needles.size && !cancelled(); at += CHUNK_BYTES) {
      const chunk = buffer.subarray(0, Math.min(buffer.length, bytes - at));
      readFully(fd, chunk, at);
      for (const needle of needles) {
        if (!found.has(needle) && chunk.includes(needle)) found.add(needle);
      }
    }
  } finally {
    closeFile(opened.value);
  }
  return found;
};

/** How many rows of our own rejected.csv are in the one that lies beside a batch. */
const countRejected = async (dir: string, keys: ReadonlySet<string>): Promise<number> => {
  const opened = await openFile(join(dir, REJECTED_NAME));
  if (!opened.ok) return 0;
  try {
    const inspected = inspectFile(opened.value, { cancelled: () => false, progress: () => {} });
    if (!inspected.ok) return 0;
    const there = new Set<string>();
    for (const { fields } of recordsOf(inspected.value)) {
      const key = rejectedKey(fields[0] ?? '', fields.slice(1).join(','));
      if (keys.has(key)) there.add(key);
    }
    return there.size;
  } finally {
    closeFile(opened.value);
  }
};

/** How many of some rows a batch has, by whatever tells rows of this origin. */
const createCounter = (returned: ReturnedFile, layout: ReportLayout, { cancelled }: Job) => {
  const firstRows = (): string[][] => {
    const rows: string[][] = [];
    for (const { fields } of dataRecords(returned, layout)) {
      rows.push([...fields]);
      if (rows.length === MOST_ROWS) break;
    }
    return rows;
  };
  switch (layout.origin) {
    case 'dropline-findings': {
      const names = new Set(firstRows().map((fields) => fields[FINDINGS_COLUMNS.file] ?? ''));
      const count = async ({ manifest }: Candidate) => (names.has(manifest.source.name) ? 1 : 0);
      return { lookedFor: 1, count };
    }
    case 'dropline-rejected': {
      const keys = new Set(
        firstRows().map(([line = '', ...others]) => rejectedKey(line, others.join(','))),
      );
      return { lookedFor: keys.size, count: ({ dir }: Candidate) => countRejected(dir, keys) };
    }
    case 'receiver': {
      const needles = needlesOf(returned, layout);
      const count = async ({ dir, manifest }: Candidate) => {
        const missing = new Set(needles);
        for (const part of manifest.parts) {
          for (const needle of await countIn(dir, part, missing, cancelled)) missing.delete(needle);
          if (missing.size === 0) break;
        }
        return needles.length - missing.size;
      };
      return { lookedFor: needles.length, count };
    }
  }
};

const match = async (
  { file, mapping, candidates }: MatchReportInput,
  context: Job,
): Promise<Result<Matched, ReturnedCode>> => {
  const named = candidates.filter(({ manifest }) => isNamedAfter(file, manifest));
  const [only] = named;
  if (only !== undefined && named.length === 1) {
    return succeed({ matches: [{ ...only, found: 1, lookedFor: 1 }], decided: true });
  }
  const inspected = inspectFile(file, { cancelled: context.cancelled, progress: () => {} });
  if (!inspected.ok) return inspected;
  const layout = layoutOf(inspected.value, mapping);
  if (!layout.ok) return layout;
  const { lookedFor, count } = createCounter(inspected.value, layout.value, context);
  const matches: Matched['matches'][number][] = [];
  for (const [index, candidate] of candidates.entries()) {
    context.progress({ stage: 'report', doneBytes: index, totalBytes: candidates.length });
    const found = lookedFor === 0 ? 0 : await count(candidate);
    if (context.cancelled()) return fail('cancelled');
    if (found > 0) matches.push({ ...candidate, found, lookedFor });
  }
  const best = Math.max(0, ...matches.map(({ found }) => found));
  const likeliest = matches.filter(({ found }) => found === best);
  return succeed({ matches: likeliest, decided: likeliest.length === 1 });
};

export const matchReportJob = async (
  input: MatchReportInput,
  context: Job,
): Promise<Result<Matched, ReturnedCode | ReadCode>> => {
  try {
    return await match(input, context);
  } catch (error) {
    return readFailure(error, input.file.name);
  }
};
