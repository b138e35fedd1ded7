/**
 * The job that writes all findings of one or several checks as CSV for people: UTF-8 with a byte
 * order mark, because it is opened in Excel, which takes anything else for the system's encoding.
 * Values that a spreadsheet would run as formulas are guarded.
 */
import { basename } from 'node:path';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { RuleId, Severity } from '#contract/rules.ts';
import type { ByteProgress, Language } from '#contract/schemas/common.ts';
import { createWords } from '#contract/words/words.ts';
import { spreadsheetField } from '../csv/guard.ts';
import { isUnchanged, leadsToOneOf } from '../csv/open-file.ts';
import { createFileWriter, type FileWriter, type WriteFailure } from '../csv/writer.ts';
import type { Job, JobContext } from '../jobs/job.ts';
import type { Checked } from './checked.ts';
import { type ReadCode, readFailure } from './read-failure.ts';
import { sampleValue } from './tally.ts';
import { walkProblems } from './walk-problems.ts';

export type ExportFindingsInput = {
  readonly checks: readonly Checked[];
  /**
   * Absolute path of the file to write. One that is there already is replaced when all is done, but
   * for a list that was checked: that is `out-not-empty`.
   */
  readonly path: string;
  readonly language: Language;
};

type Code = ReadCode | WriteFailure | 'out-not-empty' | 'cancelled';
type Answer = { readonly rows: number };

export const FINDINGS_HEADER = [
  'file',
  'line',
  'rule',
  'severity',
  'column',
  'value',
  'explanation',
] as const;

/** Writes rows until something fails. */
const createRows = (writer: FileWriter, language: Language) => {
  const words = createWords(language);
  let rows = 0;
  writer.writeText('\ufeff');
  writer.writeRecord([...FINDINGS_HEADER]);
  return {
    add: (
      file: string,
      line: number | null,
      rule: RuleId,
      severity: Severity,
      column: string | null,
      value: string,
    ) => {
      rows += 1;
      const cells = [file, line === null ? '' : String(line), rule, severity, column ?? ''];
      const texts = [sampleValue(value), words.reason(rule, severity, value)];
      writer.writeRecord([...cells, ...texts], spreadsheetField);
    },
    count: () => rows,
  };
};

const writeAll = (
  { checks, language }: ExportFindingsInput,
  writer: FileWriter,
  { cancelled, progress }: JobContext<ByteProgress>,
): Result<Answer, Code> => {
  const rows = createRows(writer, language);
  const totalBytes = checks.reduce((sum, { file }) => sum + file.bytes, 0);
  let before = 0;
  for (const checked of checks) {
    const { file } = checked;
    const { headerFindings } = checked.plan;
    for (const { rule, severity, samples } of [...checked.fileFindings, ...headerFindings]) {
      if (samples.length === 0) rows.add(file.name, null, rule, severity, null, '');
      for (const { line, column, value } of samples) {
        rows.add(file.name, line, rule, severity, column, value);
      }
    }
    try {
      let doneBytes = 0;
      for (const step of walkProblems(checked)) {
        if (step.what === 'problem') {
          const { line, findings } = step.walked;
          for (const found of findings) {
            const { rule, severity, column, value } = found;
            rows.add(file.name, found.line ?? line, rule, severity, column, value);
          }
          continue;
        }
        if (cancelled()) return fail('cancelled');
        const failure = writer.failure();
        if (failure !== null) return { ok: false, error: failure };
        doneBytes = Math.min(file.bytes, doneBytes + step.textBytes);
        progress({ stage: 'export', doneBytes: before + doneBytes, totalBytes });
      }
    } catch (error) {
      return readFailure(error, file.name);
    }
    if (!isUnchanged(file)) return fail('file-changed', { name: file.name });
    before += file.bytes;
  }
  return succeed({ rows: rows.count() });
};

export const exportFindingsJob: Job<ExportFindingsInput, Answer, Code, ByteProgress> = (
  input,
  context,
) => {
  if (
    leadsToOneOf(
      input.path,
      input.checks.map(({ file }) => file),
    )
  ) {
    return fail('out-not-empty', { name: basename(input.path) });
  }
  const created = createFileWriter(input.path);
  if (!created.ok) return created;
  const writer = created.value;
  let written: Result<Answer, Code>;
  try {
    written = writeAll(input, writer, context);
  } catch (error) {
    writer.abort();
    throw error;
  }
  if (!written.ok) {
    writer.abort();
    return written;
  }
  const finished = writer.finish();
  return finished.ok ? written : finished;
};
