/** `dropline check FILE…`: runs the catalogue and says how each list is. */
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { familyOf } from '#contract/errors.ts';
import type { Failure } from '#contract/result.ts';
import type { CheckReport } from '#contract/schemas/check.ts';
import { visible } from '#contract/words/visible.ts';
import { addJsonOption, addOption, addPathArgument, type Cli } from '../command-options.ts';
import {
  type CommandContext,
  endWith,
  printJson,
  profileIdOf,
  tellWhereGone,
  withBar,
} from '../context.ts';
import { EXIT, type ExitCode, highest } from '../exit-codes.ts';
import { mayBecomeFindings } from '../findings-file.ts';
import { path, wholeNumber } from '../option-values.ts';
import { hasErrors, renderCheck } from '../render/check.ts';
import { addListOptions, addTypeOption, type ListOptions, listInput } from './list-options.ts';

export type CheckCommandOptions = ListOptions & {
  readonly findings?: string;
  readonly maxSamples?: number;
  readonly json?: boolean;
};

/** The report of a file that can't be read to its end: one finding, nothing else is known. */
export const unreadableReport = (path: string, bytes: number): CheckReport => ({
  schema: 'dropline.check/1',
  file: {
    name: basename(path),
    bytes,
    sha256: null,
    encoding: null,
    bom: false,
    delimiter: null,
    newline: null,
    header: null,
    mapping: {},
    format: null,
  },
  records: { total: 0, deliverable: 0, rejected: 0, leftOut: 0 },
  findings: [{ rule: 'file-unreadable', severity: 'error', count: 1, samples: [] }],
  crossChecks: null,
  elapsedMs: 0,
});

type FileCheck =
  | { readonly kind: 'checked'; readonly report: CheckReport; readonly checkId: string }
  | { readonly kind: 'unreadable'; readonly report: CheckReport; readonly failure: Failure }
  /** What was asked doesn't fit this list: nothing is known of it, and others are still checked. */
  | { readonly kind: 'unfit'; readonly failure: Failure }
  /** The call can't go on, for this file or any other. */
  | { readonly kind: 'stopped'; readonly failure: Failure };

/** Whether a failure of the family `file` is about the list itself. */
const isAboutTheList = ({ code }: Failure): boolean =>
  familyOf(code) === 'file' && code.startsWith('file-');

const checkFile = async (
  context: CommandContext,
  path: string,
  profileId: string | undefined,
  options: CheckCommandOptions,
): Promise<FileCheck> => {
  const { files, checks } = context.client();
  const failed = (failure: Failure, bytes: number): FileCheck => {
    if (isAboutTheList(failure)) {
      return { kind: 'unreadable', report: unreadableReport(path, bytes), failure };
    }
    return { kind: failure.code === 'unknown-column' ? 'unfit' : 'stopped', failure };
  };

  const opened = await files.open({ path: resolve(path) }, { signal: context.signal });
  if (!opened.ok) return failed(opened.error, 0);
  const { fileId, bytes } = opened.value;
  const { maxSamples } = options;
  const checked = await withBar(context, (call) =>
    checks.run(
      {
        fileId,
        options: {
          ...listInput(options),
          ...(profileId === undefined ? {} : { profileId }),
          ...(maxSamples === undefined ? {} : { maxSamples }),
        },
      },
      call,
    ),
  );
  if (checked.ok) await tellWhereGone(context, fileId, path);
  // Exporting findings reads the list again, through the same open file.
  if (options.findings === undefined) await files.close({ fileId });
  return checked.ok ? { kind: 'checked', ...checked.value } : failed(checked.error, bytes);
};

const exportFindings = async (
  context: CommandContext,
  checkIds: readonly string[],
  path: string,
): Promise<ExitCode> => {
  const { terminal, words } = context;
  const exported = await withBar(context, (call) =>
    context
      .client()
      .checks.exportFindings(
        { checkIds: [...checkIds], path: resolve(path), language: words.language },
        call,
      ),
  );
  if (!exported.ok) return endWith(context, exported.error);
  const { rows } = exported.value;
  terminal.tell([words.say('cli:check.findings', { count: rows, name: visible(basename(path)) })]);
  return EXIT.fine;
};

const exitOf = (check: FileCheck): ExitCode => {
  if (check.kind === 'unreadable') return EXIT.file;
  return check.kind === 'checked' && hasErrors(check.report) ? EXIT.refused : EXIT.fine;
};

/** A report with the fields that the JSON of the command line is known by. */
const asPromised = (report: CheckReport): CheckReport => ({
  ...report,
  findings: report.findings.map(({ inHeader: _inHeader, ...finding }) => finding),
});

/**
 * Checks the files one after the other. Returns the highest exit code of them. Where one ends the
 * call, the reports of those before it are printed all the same.
 */
export const check = async (
  context: CommandContext,
  paths: readonly string[],
  options: CheckCommandOptions,
): Promise<ExitCode> => {
  const { words, terminal } = context;
  const profileId = await profileIdOf(context, options.profile);
  if (!profileId.ok) return endWith(context, profileId.error);
  if (options.findings !== undefined) {
    const mayWrite = mayBecomeFindings(resolve(options.findings));
    if (!mayWrite.ok) return endWith(context, mayWrite.error);
  }

  const reports: CheckReport[] = [];
  const checkIds: string[] = [];
  const codes: ExitCode[] = [];
  const printReports = (): void => {
    if (options.json !== true || reports.length === 0) return;
    const printed = reports.map(asPromised);
    printJson(context, paths.length === 1 ? printed[0] : printed);
  };
  for (const path of paths) {
    const about = paths.length > 1 ? basename(path) : undefined;
    const checked = await checkFile(context, path, profileId.value, options);
    if (checked.kind === 'stopped') {
      printReports();
      return endWith(context, checked.failure, about);
    }
    if (checked.kind === 'unfit') {
      codes.push(endWith(context, checked.failure, about));
      continue;
    }
    codes.push(exitOf(checked));
    reports.push(checked.report);
    if (checked.kind === 'unreadable') endWith(context, checked.failure);
    else if (options.findings === undefined) {
      await context.client().checks.close({ checkId: checked.checkId });
    } else checkIds.push(checked.checkId);
    if (options.json !== true && checked.kind === 'checked') {
      const gap = reports.length > 1 ? [''] : [];
      terminal.print([...gap, ...renderCheck(checked.report, words, terminal.colours)]);
    }
  }
  if (options.findings !== undefined && checkIds.length > 0) {
    codes.push(await exportFindings(context, checkIds, options.findings));
  }
  printReports();
  return highest(codes);
};

export const defineCheck = (program: Command, cli: Cli): void => {
  const { words, run } = cli;
  const command = program
    .command('check')
    .summary(words.say('help:check.summary'))
    .description(`${words.say('help:check.summary')}\n\n${words.say('help:program.guarded')}`);
  addPathArgument(command, words, '<file...>', words.say('help:check.files'));
  addOption(command, words, '--profile <name>', words.say('help:check.profile'));
  addTypeOption(command, cli, words.say('help:check.type'), false);
  addListOptions(command, cli);
  addOption(command, words, '--findings <out.csv>', words.say('help:check.findings'), {
    read: path,
  });
  addOption(command, words, '--max-samples <n>', words.say('help:check.maxSamples'), {
    read: wholeNumber(0, 10_000),
    fallback: '20',
  });
  addJsonOption(command, words);
  command.action((paths: string[], options: CheckCommandOptions) =>
    run((context) => check(context, paths, options)),
  );
};
