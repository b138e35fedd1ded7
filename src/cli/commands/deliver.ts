/** `dropline deliver DIR`: uploads a built batch. Without a terminal it asks for nothing. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { appId, channelId, type OpenedBatch } from '#contract/schemas/batch.ts';
import { type ImportType, importType } from '#contract/schemas/common.ts';
import type {
  Delivered,
  DeliverInput,
  DeliveryRow,
  DeliverProgress,
  Receipt,
} from '#contract/schemas/delivery.ts';
import { type DestinationRef, endpointUrl, regionName } from '#contract/schemas/profile.ts';
import { visible } from '#contract/words/visible.ts';
import { addJsonOption, addOption, type Cli } from '../command-options.ts';
import { type CommandContext, endWith, findProfile, printJson, withBar } from '../context.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { type Destination, destination, matching, oneOf } from '../option-values.ts';
import { commandLine } from '../render/command-line.ts';
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
  readonly resume?: boolean;
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
    case 'again-unfinished':
      return '--again';
    case 'reason-missing':
    case 'import-unconfirmed':
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
    case 'again-missing':
    case 'again-unfinished': {
      const question = failure.code === 'again-missing' ? 'cli:ask.again' : 'cli:ask.unfinished';
      const answer = await ask.line(`${what} ${why}\n${words.say(question)}`);
      return /^(?:y|yes|はい)$/i.test(answer ?? '') ? { ...confirm, again: true } : null;
    }
    case 'reason-missing':
    case 'import-unconfirmed': {
      const answer = await ask.line(`${what} ${why}\n${words.say('cli:ask.reason')}`);
      return answer ? { ...confirm, reason: answer } : null;
    }
    default:
      return null;
  }
};

/** What a wait of minutes needs where no bar is seen: one word, once. */
const waitTeller = ({ terminal, words }: CommandContext) => {
  let isTold = terminal.isWatched;
  return ({ retryInMs }: DeliverProgress): void => {
    if (isTold || retryInMs === null) return;
    isTold = true;
    terminal.tell([words.say('cli:deliver.waiting')]);
  };
};

/** Puts the batch into the queue, asking for what is missing. Answers the delivery's id. */
const enqueue = async (
  context: CommandContext,
  { batchId }: OpenedBatch,
  to: DestinationRef,
  given: Confirm,
): Promise<Result<string>> => {
  const { client, words } = context;
  let confirm = given;
  for (const asked = new Set<string>(); ; ) {
    const queued = await withBar(
      context,
      (call) => client().deliveries.enqueue({ batchId, to, confirm, mayWait: false }, call),
      (progress: DeliverProgress) => progressNote(progress, words),
    );
    if (queued.ok) return succeed(queued.value.deliveryId);
    if (asked.has(queued.error.code)) return queued;
    asked.add(queued.error.code);
    const answered = await askFor(context, queued.error, confirm);
    if (answered === null) return queued;
    confirm = answered;
  }
};

/** Follows a delivery to its end. An interruption pauses it: what has arrived is kept. */
const followToEnd = async (
  context: CommandContext,
  deliveryId: string,
): Promise<Result<Delivered>> => {
  const { client, signal, words } = context;
  const tellWait = waitTeller(context);
  const pause = () => void client().deliveries.pause({ deliveryId });
  if (signal.aborted) pause();
  signal.addEventListener('abort', pause);
  try {
    return await withBar(
      context,
      ({ onProgress }) => client().deliveries.follow({ deliveryId }, { onProgress }),
      (progress: DeliverProgress) => {
        tellWait(progress);
        return progressNote(progress, words);
      },
    );
  } finally {
    signal.removeEventListener('abort', pause);
  }
};

/**
 * The newest delivery of this batch to where the options point that can go on, else the one that has
 * arrived: perhaps nobody was told any more. Null where there is neither.
 */
const findEarlier = async (
  context: CommandContext,
  { batchId }: OpenedBatch,
  { profile, to }: DeliverCommandOptions,
): Promise<Result<DeliveryRow | null>> => {
  const listed = await context.client().deliveries.list({});
  if (!listed.ok) return listed;
  const named = profile === undefined ? undefined : await findProfile(context, profile);
  if (named?.ok === false) return named;
  const bucket = to?.kind === 's3' ? to.bucket : null;
  const rows = listed.value.deliveries.filter(
    (row) =>
      row.batch === batchId &&
      (named === undefined || named.value.name === row.profileName) &&
      (to === undefined || bucket === row.bucket),
  );
  const isOver = ({ state }: DeliveryRow) => state === 'failed' || state === 'cancelled';
  const isOpen = (row: DeliveryRow) => row.state !== 'uploaded' && !isOver(row);
  return succeed(rows.find(isOpen) ?? rows.find(({ state }) => state === 'uploaded') ?? null);
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

const isInterruption = ({ code }: Pick<Failure, 'code'>): boolean =>
  exitCodeOf(code) === EXIT.interrupted;

/**
 * What did not arrive leaves a receipt as well: on the screen where anything was begun, in JSON always.
 */
const printReceiptOf = async (
  context: CommandContext,
  { batchId, seal }: OpenedBatch,
  failure: Failure,
  to: Omit<DeliveredTo, 'receiptFile'>,
  options: DeliverCommandOptions,
): Promise<void> => {
  const { deliveryId, receiptFile = null } = failure.details;
  const read =
    typeof deliveryId === 'string'
      ? await context.client().deliveries.receipt({ deliveryId })
      : undefined;
  const begun = read?.ok ? read.value.receipt : undefined;
  if (!options.json && (begun === undefined || begun.parts.length === 0)) return;
  const nothing: Receipt = {
    ...{ schema: 'dropline.receipt/1', batch: batchId, seal, outcome: 'failed', parts: [] },
  };
  const left = begun ?? nothing;
  // Paused by the interruption: for whoever waited for this command it was cancelled.
  const told: Receipt =
    isInterruption(failure) && left.outcome === 'failed' ? { ...left, outcome: 'cancelled' } : left;
  const file = typeof receiptFile === 'string' ? receiptFile : null;
  printReceipt(context, told, { ...to, receiptFile: file }, options);
};

/** Says how to go on where something was kept for that. */
const tellHowToGoOn = async (
  { client, terminal, words }: CommandContext,
  { batchId }: OpenedBatch,
  dir: string,
): Promise<void> => {
  const left = await client().deliveries.unfinished({ batchId });
  if (!left.ok || left.value.delivery === null) return;
  const command = visible(commandLine(['deliver', dir, '--resume']));
  terminal.tell([`  ${words.say('cli:deliver.goOn', { command })}`]);
};

/** What the delivery has brought goes into the cache; the next one makes up for an interruption. */
const waitUntilRemembered = async (context: CommandContext, deliveryId: string): Promise<void> => {
  if (context.signal.aborted) return;
  await withBar(context, (call) => context.client().deliveries.remembered({ deliveryId }, call));
};

type Sent = { readonly result: Result<Delivered>; readonly isFolder: boolean };

/** Goes on with what was interrupted, where that is asked for and there is any; else begins. */
const send = async (
  context: CommandContext,
  batch: OpenedBatch,
  options: DeliverCommandOptions,
): Promise<Sent> => {
  if (options.resume) {
    const found = await findEarlier(context, batch, options);
    if (!found.ok) return { result: found, isFolder: false };
    const isWantedAgain = options.again && found.value?.state === 'uploaded';
    if (found.value !== null && !isWantedAgain) {
      const { id: deliveryId, bucket, state } = found.value;
      const isFolder = bucket === null;
      if (state === 'uploaded') {
        context.terminal.tell([context.words.say('cli:deliver.already')]);
        return { result: await followToEnd(context, deliveryId), isFolder };
      }
      const gone = await context.client().deliveries.goOn({ deliveryId });
      const result = gone.ok ? await followToEnd(context, deliveryId) : gone;
      return { result, isFolder };
    }
  }
  const target = await targetOf(context, batch, options);
  if (!target.ok) return { result: target, isFolder: false };
  const { to, isFolder } = target.value;
  const queued = await enqueue(context, batch, to, {
    again: options.again ?? false,
    ...(options.confirmType === undefined ? {} : { type: options.confirmType }),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  });
  const result = queued.ok ? await followToEnd(context, queued.value) : queued;
  return { result, isFolder };
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
  const { result: sent, isFolder } = await send(context, batch, options);
  const to = { batchDir: dir, isFolder };
  if (!sent.ok) {
    await printReceiptOf(context, batch, sent.error, to, options);
    const code = endWith(context, sent.error);
    const option = optionFor(sent.error.code, batch.manifest.type);
    if (option !== null) terminal.tell([`  ${words.say('cli:ask.optionHint', { option })}`]);
    else if (sent.error.code !== 'engine-died') await tellHowToGoOn(context, batch, dir);
    return code;
  }
  const { deliveryId, receipt, receiptFile, regionNamed } = sent.value;
  if (regionNamed !== null) {
    terminal.tell([words.say('cli:deliver.regionNamed', { region: regionNamed })]);
  }
  printReceipt(context, receipt, { ...to, receiptFile }, options);
  await waitUntilRemembered(context, deliveryId);
  return exitOfOutcome[receipt.outcome];
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
  addOption(command, words, '--resume', words.say('help:deliver.resume'));
  addJsonOption(command, words);
  command.action((dir: string, options: DeliverCommandOptions) =>
    run((context) => deliver(context, dir, options)),
  );
};
