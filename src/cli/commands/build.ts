/** `dropline build FILE… --type … --out DIR`: checks lists and builds batches from them. */
import { mkdir, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { errorCodeOf, isDenied } from '#contract/error-code.ts';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { OFFERED_FIXES, REFUSABLE_FIXES, type RuleId } from '#contract/rules.ts';
import { appId, batchName, type BuildAnswer, channelId } from '#contract/schemas/batch.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import { addJsonOption, addOption, addPathArgument, type Cli } from '../command-options.ts';
import {
  type CommandContext,
  endWith,
  printJson,
  profileIdOf,
  tellWhereGone,
  withBar,
} from '../context.ts';
import { type ExitCode, highest } from '../exit-codes.ts';
import { matching, oneOf, path } from '../option-values.ts';
import { renderBuild, renderSecondBatch } from '../render/build.ts';
import { UsageError } from '../usage-error.ts';
import { folderNames } from './folder-names.ts';
import { addListOptions, addTypeOption, type ListOptions, listInput } from './list-options.ts';

export type BuildCommandOptions = ListOptions & {
  readonly type: ImportType;
  readonly out: string;
  readonly appId?: string;
  readonly channelId?: string;
  readonly fix?: readonly RuleId[];
  readonly noFix?: readonly RuleId[];
  readonly keep?: 'first' | 'last';
  readonly strict?: boolean;
  readonly changesOnly?: boolean;
  readonly name?: string;
  readonly json?: boolean;
};

/** What can't be said in one option: which of them go together. */
const holdTogether = ({ words }: CommandContext, options: BuildCommandOptions): void => {
  const { profile, appId: app, channelId: channel } = options;
  const hasAddress = app !== undefined || channel !== undefined;
  if (profile !== undefined && hasAddress) {
    const other = app === undefined ? '--channel-id' : '--app-id';
    throw new UsageError(words.say('cli:usage.conflict', { option: '--profile', other }));
  }
  if (hasAddress && (app === undefined || channel === undefined)) {
    const option = app === undefined ? '--app-id' : '--channel-id';
    throw new UsageError(words.say('cli:usage.missingOption', { option }));
  }
  if (options.changesOnly === true && profile === undefined) {
    throw new UsageError(words.say('cli:usage.profileNeeded', { option: '--changes-only' }));
  }
};

const buildOne = async (
  context: CommandContext,
  path: string,
  outPath: string,
  profileId: string | undefined,
  options: BuildCommandOptions,
): Promise<Result<BuildAnswer>> => {
  const { files, batches } = context.client();
  const opened = await files.open({ path: resolve(path) }, { signal: context.signal });
  if (!opened.ok) return opened;
  const { fileId } = opened.value;
  const folder = await files.openFolder({ path: outPath, use: 'new' });
  if (!folder.ok) return folder;
  const { appId: app, channelId: channel, fix, noFix, keep, strict, changesOnly, name } = options;
  const built = await withBar(context, (call) =>
    batches.build(
      {
        fileId,
        outId: folder.value.folderId,
        options: {
          ...listInput(options),
          type: options.type,
          ...(profileId === undefined ? {} : { profileId }),
          ...(app === undefined || channel === undefined
            ? {}
            : { address: { appId: app, channelId: channel } }),
          ...(fix === undefined ? {} : { fixes: [...fix] }),
          ...(noFix === undefined ? {} : { refusedFixes: [...noFix] }),
          ...(keep === undefined ? {} : { keep }),
          ...(strict === undefined ? {} : { strict }),
          ...(changesOnly === undefined ? {} : { changesOnly }),
          ...(name === undefined ? {} : { name }),
        },
      },
      call,
    ),
  );
  if (built.ok) await tellWhereGone(context, fileId, path);
  await files.close({ fileId });
  return built;
};

/** Makes the folder that holds several batches. Tells whether it had to be made. */
const makeParent = async (
  context: CommandContext,
  path: string,
): Promise<Result<{ wasMade: boolean }>> => {
  const allowed = await context.client().files.openFolder({ path, use: 'new' });
  if (!allowed.ok) return allowed;
  try {
    await mkdir(path, { mode: 0o700 });
    return succeed({ wasMade: true });
  } catch (error) {
    const reason = errorCodeOf(error);
    if (reason === 'EEXIST') return succeed({ wasMade: false });
    if (reason === 'ENOENT') return fail('out-parent-missing', { name: basename(dirname(path)) });
    return fail(isDenied(reason) ? 'out-read-only' : 'out-failed', {
      name: basename(path),
      reason,
    });
  }
};

/** Failures after which the other files are still tried: those that are about one list. */
const concernsOneList = ({ code }: Failure): boolean =>
  code.startsWith('file-') ||
  ['check-partial', 'strict-rejected', 'nothing-deliverable', 'unknown-column'].includes(code);

const buildSeveral = async (
  context: CommandContext,
  paths: readonly string[],
  profileId: string | undefined,
  options: BuildCommandOptions,
): Promise<ExitCode> => {
  const outPath = resolve(options.out);
  const parent = await makeParent(context, outPath);
  if (!parent.ok) return endWith(context, parent.error);
  const names = folderNames(paths);
  const answers: BuildAnswer[] = [];
  const codes: ExitCode[] = [];
  for (const [index, path] of paths.entries()) {
    const target = join(outPath, names[index] ?? '');
    const built = await buildOne(context, path, target, profileId, options);
    if (built.ok) {
      answers.push(built.value);
      if (options.json === true) tellSecondBatch(context, built.value);
      else print(context, built.value, options, answers.length > 1);
      continue;
    }
    codes.push(endWith(context, built.error, basename(path)));
    if (!concernsOneList(built.error)) break;
  }
  if (answers.length === 0 && parent.value.wasMade) await rmdir(outPath).catch(() => undefined);
  if (options.json === true) printJson(context, answers);
  return highest(codes);
};

const print = (
  context: CommandContext,
  answer: BuildAnswer,
  { profile }: BuildCommandOptions,
  afterAnother: boolean,
): void => {
  const { terminal, words } = context;
  const lines = renderBuild(answer, profile, words, terminal.colours);
  terminal.print(afterAnother ? ['', ...lines] : lines);
};

const tellSecondBatch = ({ terminal, words }: CommandContext, answer: BuildAnswer): void =>
  terminal.tell(renderSecondBatch(answer, words));

/** Builds a batch in `--out`; several files get a folder each inside it. */
export const build = async (
  context: CommandContext,
  paths: readonly string[],
  options: BuildCommandOptions,
): Promise<ExitCode> => {
  holdTogether(context, options);
  const profileId = await profileIdOf(context, options.profile);
  if (!profileId.ok) return endWith(context, profileId.error);
  const [path] = paths;
  if (path === undefined || paths.length > 1) {
    return buildSeveral(context, paths, profileId.value, options);
  }
  const built = await buildOne(context, path, resolve(options.out), profileId.value, options);
  if (!built.ok) return endWith(context, built.error);
  if (options.json === true) {
    printJson(context, built.value);
    tellSecondBatch(context, built.value);
  } else print(context, built.value, options, false);
  return highest([]);
};

export const defineBuild = (program: Command, cli: Cli): void => {
  const { words, run } = cli;
  const command = program
    .command('build')
    .summary(words.say('help:build.summary'))
    .description(`${words.say('help:build.summary')}\n\n${words.say('help:program.guarded')}`);
  addPathArgument(command, words, '<file...>', words.say('help:check.files'));
  addTypeOption(command, cli, words.say('help:build.type'), true);
  addOption(command, words, '--out <dir>', words.say('help:build.out'), {
    read: path,
    required: true,
  });
  addOption(command, words, '--profile <name>', words.say('help:build.profile'));
  addOption(command, words, '--app-id <id>', words.say('help:build.appId'), {
    read: matching(appId, 'cli:form.appId'),
  });
  addOption(command, words, '--channel-id <id>', words.say('help:build.channelId'), {
    read: matching(channelId, 'cli:form.channelId'),
  });
  addListOptions(command, cli);
  addOption(command, words, '--fix <rule>', words.say('help:build.fix'), {
    read: oneOf(OFFERED_FIXES),
    many: true,
  });
  addOption(command, words, '--no-fix <rule>', words.say('help:build.noFix'), {
    read: oneOf(REFUSABLE_FIXES),
    many: true,
  });
  addOption(command, words, '--keep <which>', words.say('help:build.keep'), {
    read: oneOf(['first', 'last']),
  });
  addOption(command, words, '--strict', words.say('help:build.strict'));
  addOption(command, words, '--changes-only', words.say('help:build.changesOnly'));
  addOption(command, words, '--name <name>', words.say('help:build.name'), {
    read: matching(batchName, 'cli:form.batchName'),
  });
  addJsonOption(command, words);
  command.action((paths: string[], options: BuildCommandOptions) =>
    run((context) => build(context, paths, options)),
  );
};
