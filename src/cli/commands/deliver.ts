/** `dropline deliver DIR`: uploads a built batch. Without a terminal it asks for nothing. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { appId, channelId, type OpenedBatch } from '#contract/schemas/batch.ts';
import { type ImportType, importType } from '#contract/schemas/common.ts';
import {
  type DeliverInput,
  type DeliverProgress,
  type Receipt,
  receipt,
} from '#contract/schemas/delivery.ts';
import { type DestinationRef, endpointUrl, regionName } from '#contract/schemas/profile.ts';
import { addJsonOption, addOption, type Cli } from '../command-options.ts';
import { type CommandContext, endWith, findProfile, printJson, withBar } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Destination, destination, matching, oneOf } from '../option-values.ts';
import { type DeliveredTo, progressNote, renderReceipt } from '../render/delivery.ts';
import { UsageError } from '../usage-error.ts';

export type DeliverCommandOptions = {
  readonly profile?: string;
  readonly to?: Destination;
  readonly appId?: string;
  readonly channelId?: string;
  readonly confirmType?: ImportType;
  readonly again?: boolean;
  readonly reason?: string;
  readonly json?: boolean;
};

type Target = { readonly to: DestinationRef; readonly isFolder: boolean };

/** A variable of the environment in its form; undefined where it is not set, or empty. */
const fromEnvironment = (
  { env, words }: CommandContext,
  name: string,
  form: Parameters<typeof matching>[0],
): string | undefined => {
  const given = env[name];
  return given ? matching(form)(words, name, given) : undefined;
};

/** The place that `--to` names, with the IDs given, else with those that the batch is sealed for. */
const placeNamed = async (
  context: CommandContext,
  to: Destination,
  { manifest }: OpenedBatch,
  options: DeliverCommandOptions,
): Promise<Result<Target>> => {
  const app = options.appId ?? manifest.address?.appId;
  const channel = options.channelId ?? manifest.address?.channelId;
  if (app === undefined || channel === undefined) return fail('address-missing');
  const ids = { appId: app, channelId: channel };
  if (to.kind === 'folder') {
    // It must be there: a drive that isn't connected is no place to make folders in.
    const place = { path: resolve(to.path), use: 'existing' } as const;
    const folder = await context.client().files.openFolder(place);
    if (!folder.ok) return folder;
    const { folderId } = folder.value;
    return succeed({ to: { kind: 'folder', folderId, ...ids }, isFolder: true });
  }
  const region = fromEnvironment(context, 'AWS_REGION', regionName);
  const endpoint = fromEnvironment(context, 'AWS_ENDPOINT_URL_S3', endpointUrl);
  const place = {
    ...to,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  return succeed({ to: { kind: 's3', place, ...ids }, isFolder: false });
};

const targetOf = async (
  context: CommandContext,
  batch: OpenedBatch,
  options: DeliverCommandOptions,
): Promise<Result<Target>> => {
  const { words } = context;
  const { profile: name, to } = options;
  if (name !== undefined && to !== undefined) {
    throw new UsageError(words.say('cli:usage.conflict', { option: '--profile', other: '--to' }));
  }
  if (name !== undefined) {
    const found = await findProfile(context, name);
    if (!found.ok) return found;
    const { id, place } = found.value;
    return succeed({ to: { kind: 'profile', profileId: id }, isFolder: place.kind === 'folder' });
  }
  if (to !== undefined) return placeNamed(context, to, batch, options);
  throw new UsageError(
    words.say('cli:usage.oneOf', { options: words.list(['--profile', '--to']) }),
  );
};

type Confirm = NonNullable<DeliverInput['confirm']>;

/** Options that stand for a confirmation, for those who have no terminal. */
const optionFor = (code: Failure['code'], type: ImportType): string | null => {
  switch (code) {
    case 'confirm-type-missing':
      return `--confirm-type ${type}`;
    case 'again-missing':
      return '--again';
    case 'reason-missing':
      return '--reason TEXT';
    case 'address-missing':
      return '--profile NAME, --app-id ID --channel-id ID';
    default:
      return null;
  }
};

/** Asks for the confirmation that is missing. Null: it was not given, or can't be asked for. */
const askFor = async (
  { ask, terminal, words }: CommandContext,
  failure: Failure,
  confirm: Confirm,
): Promise<Confirm | null> => {
  if (!terminal.canAsk) return null;
  const { what, why } = words.failure(failure);
  switch (failure.code) {
    case 'confirm-type-missing': {
      const answer = importType.safeParse(await ask.line(words.say('cli:ask.confirmType')));
      return answer.success ? { ...confirm, type: answer.data } : null;
    }
    case 'again-missing': {
      const answer = await ask.line(`${what} ${why}\n${words.say('cli:ask.again')}`);
      return /^(?:y|yes|はい)$/i.test(answer ?? '') ? { ...confirm, again: true } : null;
    }
    case 'reason-missing': {
      const answer = await ask.line(`${what} ${why}\n${words.say('cli:ask.reason')}`);
      return answer ? { ...confirm, reason: answer } : null;
    }
    default:
      return null;
  }
};

const send = async (
  context: CommandContext,
  { batchId }: OpenedBatch,
  to: DestinationRef,
  given: Confirm,
) => {
  const { client, terminal, words } = context;
  let confirm = given;
  let isWaitTold = terminal.isWatched;
  /** Where no bar is seen, a wait of minutes needs a word. */
  const tellWait = ({ retryInMs }: DeliverProgress): void => {
    if (isWaitTold || retryInMs === null) return;
    isWaitTold = true;
    terminal.tell([words.say('cli:deliver.waiting')]);
  };
  for (const asked = new Set<string>(); ; ) {
    const sent = await withBar<DeliverProgress, Awaited<ReturnType<typeof start>>>(
      context,
      (call) => start(call),
      (progress) => {
        tellWait(progress);
        return progressNote(progress, words);
      },
    );
    if (sent.ok || asked.has(sent.error.code)) return sent;
    asked.add(sent.error.code);
    const answered = await askFor(context, sent.error, confirm);
    if (answered === null) return sent;
    confirm = answered;
  }
  function start(call: Parameters<ReturnType<typeof client>['deliveries']['start']>[1]) {
    return client().deliveries.start({ batchId, to, confirm }, call);
  }
};

const exitOfOutcome = {
  uploaded: EXIT.fine,
  failed: EXIT.remote,
  unknown: EXIT.remote,
  cancelled: EXIT.interrupted,
} as const;

const printReceipt = (
  context: CommandContext,
  sent: Receipt,
  to: DeliveredTo,
  { json = false }: DeliverCommandOptions,
): void => {
  const { terminal, words } = context;
  if (json) printJson(context, sent);
  else terminal.print(renderReceipt(sent, to, words, terminal.colours));
};

/** A delivery that failed once it was under way leaves a receipt as well, and says where. */
const printReceiptOf = async (
  context: CommandContext,
  { details }: Failure,
  to: Omit<DeliveredTo, 'receiptFile'>,
  options: DeliverCommandOptions,
): Promise<void> => {
  const { receiptFile } = details;
  if (typeof receiptFile !== 'string') return;
  const text = await readFile(receiptFile, 'utf8').catch(() => 'null');
  const read = receipt.safeParse(JSON.parse(text));
  if (read.success) printReceipt(context, read.data, { ...to, receiptFile }, options);
};

export const deliver = async (
  context: CommandContext,
  dir: string,
  options: DeliverCommandOptions,
): Promise<ExitCode> => {
  const { client, terminal, words } = context;
  const opened = await withBar(context, (call) =>
    client().batches.open({ path: resolve(dir) }, call),
  );
  if (!opened.ok) return endWith(context, opened.error);
  const batch = opened.value;
  const endRefused = (failure: Failure): ExitCode => {
    const code = endWith(context, failure);
    const option = optionFor(failure.code, batch.manifest.type);
    if (option !== null) terminal.tell([`  ${words.say('cli:ask.optionHint', { option })}`]);
    return code;
  };

  const target = await targetOf(context, batch, options);
  if (!target.ok) return endRefused(target.error);
  const { to, isFolder } = target.value;
  const sent = await send(context, batch, to, {
    again: options.again ?? false,
    ...(options.confirmType === undefined ? {} : { type: options.confirmType }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  });
  if (!sent.ok) {
    await printReceiptOf(context, sent.error, { batchDir: dir, isFolder }, options);
    return endRefused(sent.error);
  }
  const { receipt: left, receiptFile, regionNamed } = sent.value;
  if (regionNamed !== null) {
    terminal.tell([words.say('cli:deliver.regionNamed', { region: regionNamed })]);
  }
  printReceipt(context, left, { batchDir: dir, isFolder, receiptFile }, options);
  return exitOfOutcome[left.outcome];
};

export const defineDeliver = (program: Command, { words, run }: Cli): void => {
  const command = program
    .command('deliver')
    .summary(words.say('help:deliver.summary'))
    .description(`${words.say('help:deliver.summary')}\n\n${words.say('help:deliver.credentials')}`)
    .argument('<dir>', words.say('help:deliver.dir'));
  addOption(command, words, '--profile <name>', words.say('help:deliver.profile'));
  addOption(command, words, '--to <place>', words.say('help:deliver.to'), { read: destination });
  addOption(command, words, '--app-id <id>', words.say('help:deliver.appId'), {
    read: matching(appId),
  });
  addOption(command, words, '--channel-id <id>', words.say('help:deliver.channelId'), {
    read: matching(channelId),
  });
  addOption(command, words, '--confirm-type <type>', words.say('help:deliver.confirmType'), {
    read: oneOf(importType.options),
  });
  addOption(command, words, '--again', words.say('help:deliver.again'));
  addOption(command, words, '--reason <text>', words.say('help:deliver.reason'));
  addJsonOption(command, words);
  command.action((dir: string, options: DeliverCommandOptions) =>
    run((context) => deliver(context, dir, options)),
  );
};
