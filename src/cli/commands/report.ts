/** `dropline report FILE --batch DIR`: ties a returned error CSV to its batch. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import type { ReportAnswer } from '#contract/schemas/report.ts';
import { addJsonOption, addOption, addPathArgument, type Cli } from '../command-options.ts';
import { type CommandContext, endWith, printJson, withBar } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import {
  fieldOf,
  path,
  type ReportColumn,
  type ReportField,
  reportColumn,
} from '../option-values.ts';
import { renderReport } from '../render/report.ts';

export type ReportCommandOptions = {
  readonly batch: string;
  readonly source?: string;
  readonly column?: readonly ReportColumn[];
  readonly json?: boolean;
};

type Mapping = Partial<Record<ReportField, number>>;

/** `#2` as a position from 0; null where it is a name. */
const positionOf = (column: string): number | null => {
  const [, digits] = /^#([1-9][0-9]{0,3})$/.exec(column) ?? [];
  return digits === undefined ? null : Number(digits) - 1;
};

/** Columns by hand as positions. Names are looked up in `header`, exactly, then without case. */
export const mappingOf = (
  columns: readonly ReportColumn[],
  header: readonly string[],
): Result<Mapping> => {
  const mapping: Mapping = {};
  for (const { field, column } of columns) {
    const exact = header.indexOf(column);
    const folded = header.findIndex(
      (name) => name.trim().toLowerCase() === column.trim().toLowerCase(),
    );
    const position = positionOf(column) ?? (exact === -1 ? folded : exact);
    const isBeyond = header.length > 0 && position >= header.length;
    if (position === -1 || isBeyond)
      return fail('unknown-column', { column, columns: [...header] });
    mapping[field] = position;
  }
  return succeed(mapping);
};

/** The header that a reading found, or that a failed one told about. */
const headerIn = (read: Result<ReportAnswer>): readonly string[] => {
  if (read.ok) return read.value.file.header ?? [];
  const { header } = read.error.details;
  return Array.isArray(header) ? header.map(String) : [];
};

export const report = async (
  context: CommandContext,
  path: string,
  { batch, source, column: columns = [], json = false }: ReportCommandOptions,
): Promise<ExitCode> => {
  const { terminal, words, signal } = context;
  const { files, batches, reports } = context.client();
  const failed = (failure: Failure) => endWith(context, failure);

  const opened = await withBar(context, (call) => batches.open({ path: resolve(batch) }, call));
  if (!opened.ok) return failed(opened.error);
  const file = await files.open({ path: resolve(path) }, { signal });
  if (!file.ok) return failed(file.error);
  const list =
    source === undefined ? undefined : await files.open({ path: resolve(source) }, { signal });
  if (list?.ok === false) return failed(list.error);

  const read = (mapping: Mapping) =>
    withBar(context, (call) =>
      reports.read(
        {
          fileId: file.value.fileId,
          batchId: opened.value.batchId,
          ...(list === undefined ? {} : { sourceFileId: list.value.fileId }),
          mapping,
        },
        call,
      ),
    );

  // Names need the header, which only a reading finds.
  const needsHeader = columns.some(({ column }) => positionOf(column) === null);
  const header = needsHeader ? headerIn(await read({})) : [];
  const mapping = mappingOf(columns, header);
  if (!mapping.ok) return failed(mapping.error);
  const answer = await read(mapping.value);
  // Positions alone are held against the header when it is known.
  const held = needsHeader ? mapping : mappingOf(columns, headerIn(answer));
  if (!held.ok) return failed(held.error);
  if (!answer.ok) {
    const code = failed(answer.error);
    if (answer.error.code === 'report-layout-unknown') {
      terminal.tell([`  ${words.say('cli:report.columnHint')}`]);
    }
    return code;
  }
  if (json) printJson(context, answer.value);
  else terminal.print(renderReport(answer.value, words, terminal.colours));
  return EXIT.fine;
};

export const defineReport = (program: Command, { words, run }: Cli): void => {
  const command = program
    .command('report')
    .summary(words.say('help:report.summary'))
    .description(words.say('help:report.summary'));
  addPathArgument(command, words, '<file>', words.say('help:report.file'));
  addOption(command, words, '--batch <dir>', words.say('help:report.batch'), {
    read: path,
    required: true,
  });
  addOption(command, words, '--source <file>', words.say('help:report.source'), { read: path });
  addOption(command, words, '--column <field=column>', words.say('help:report.column'), {
    read: reportColumn,
    many: true,
    isFor: fieldOf,
  });
  addJsonOption(command, words);
  command.action((path: string, options: ReportCommandOptions) =>
    run((context) => report(context, path, options)),
  );
};
