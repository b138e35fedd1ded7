/** `dropline deliver DIR`: uploads a built batch. Without a terminal it asks for nothing. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ErrorCode } from '#contract/errors.ts';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { appId, channelId, type OpenedBatch } from '#contract/schemas/batch.ts';
import { type ImportType, importType } from '#contract/schemas/common.ts';
import type {
  Delivered,
  DeliveryRow,
  DeliverProgress,
  Receipt,
} from '#contract/schemas/delivery.ts';
import type { DestinationRef } from '#contract/schemas/profile.ts';
import { visible } from '#contract/words/visible.ts';
import { addJsonOption, addOption, addPathArgument, type Cli } from '../command-options.ts';
import { type CommandContext, endWith, printJson, withBar } from '../context.ts';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.ts';
import { destination, matching, oneOf, reason } from '../option-values.ts';
import { commandLine } from '../render/command-line.ts';
import { type DeliveredTo, progressNote, renderReceipt } from '../render/delivery.ts';
import { askFor, type Confirm, optionFor } from './deliver-questions.ts';
import { type TargetOptions, targetOf } from './deliver-target.ts';

export type DeliverCommandOptions = TargetOptions & {
  readonly confirmType?: ImportType;
  readonly again?: boolean;
  readonly reason?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
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
    if (!answered.ok) return answered;
    confirm = answered.value;
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
 * arrived: perhaps nobody was told any more. Null where there is neither. Options that name no place
 * mean any.
 */
const findEarlier = async (
  context: CommandContext,
  batch: OpenedBatch,
  options: DeliverCommandOptions,
): Promise<Result<DeliveryRow | null>> => {
  const { appId: app, channelId: channel, profile, to } = options;
  const isAnywhere = [app, channel, profile, to].every((option) => option === undefined);
  const target = isAnywhere ? succeed(null) : await targetOf(context, batch, options);
  if (!target.ok) return target;
  const found = await context.client().deliveries.earlier({
    batchId: batch.batchId,
    ...(target.value === null ? {} : { to: target.value.to }),
  });
  return found.ok ? succeed(found.value.delivery) : found;
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
  const isOwed = left.parts.length > 0 && !isInterruption(failure);
  if (isOwed && file === null)
    context.terminal.tell([context.words.say('cli:deliver.receiptLost')]);
};

/** An upload whose receipt is nowhere but in the database: it can be asked for again. */
const tellLostReceipt = ({ terminal, words }: CommandContext, dir: string): void => {
  const command = visible(commandLine(['deliver', dir, '--resume', '--json']));
  terminal.tell([
    words.say('cli:deliver.receiptLost'),
    `  ${words.say('cli:deliver.receiptAgain', { command })}`,
  ]);
};

/** After these the same delivery would end the same way, or it isn't this command that may go on. */
const beyondResuming: readonly ErrorCode[] = [
  'delivery-busy',
  'endpoint-not-https',
  'engine-died',
  's3-no-bucket',
];

/** Says how to go on where something was kept for that. */
const tellHowToGoOn = async (
  { client, terminal, words }: CommandContext,
  { batchId }: OpenedBatch,
  dir: string,
  { code }: Failure,
): Promise<void> => {
  if (beyondResuming.includes(code)) return;
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

type Sent = {
  readonly result: Result<Delivered>;
  readonly isFolder: boolean;
  /** Whether there was a delivery of its own to follow: before that nothing has stopped. */
  readonly wasBegun: boolean;
  /** Whether it had arrived before: then it left its receipt then. */
  readonly hadArrived: boolean;
};

const notBegun = (result: Result<never>, isFolder = false): Sent => ({
  ...{ result, isFolder, wasBegun: false, hadArrived: false },
});

/** Goes on with what was interrupted, where that is asked for and there is any; else begins. */
const send = async (
  context: CommandContext,
  batch: OpenedBatch,
  options: DeliverCommandOptions,
): Promise<Sent> => {
  if (options.resume) {
    const found = await findEarlier(context, batch, options);
    if (!found.ok) return notBegun(found);
    const isWantedAgain = options.again && found.value?.state === 'uploaded';
    if (found.value !== null && !isWantedAgain) {
      const { id: deliveryId, bucket, state } = found.value;
      const isFolder = bucket === null;
      if (state === 'uploaded') {
        context.terminal.tell([context.words.say('cli:deliver.already')]);
        const result = await followToEnd(context, deliveryId);
        return { result, isFolder, wasBegun: true, hadArrived: true };
      }
      const { type } = batch.manifest;
      const { confirmType: given = type } = options;
      if (given !== type) {
        return notBegun(fail('confirm-type-mismatch', { type, given }), isFolder);
      }
      const gone = await context.client().deliveries.goOn({ deliveryId });
      const result = gone.ok ? await followToEnd(context, deliveryId) : gone;
      return { result, isFolder, wasBegun: true, hadArrived: false };
    }
  }
  const target = await targetOf(context, batch, options);
  if (!target.ok) return notBegun(target);
  const { to, isFolder } = target.value;
  const queued = await enqueue(context, batch, to, {
    again: options.again ?? false,
    ...(options.confirmType === undefined ? {} : { type: options.confirmType }),
    ...(options.reason ? { reason: options.reason } : {}),
  });
  if (!queued.ok) return notBegun(queued, isFolder);
  const result = await followToEnd(context, queued.value);
  return { result, isFolder, wasBegun: true, hadArrived: false };
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
  const { result: sent, isFolder, wasBegun, hadArrived } = await send(context, batch, options);
  const to = { batchDir: dir, isFolder };
  if (!sent.ok) {
    await printReceiptOf(context, batch, sent.error, to, options);
    const code = endWith(context, sent.error);
    const option = optionFor(sent.error.code, batch.manifest.type, words);
    if (option !== null) terminal.tell([`  ${words.say('cli:ask.optionHint', { option })}`]);
    if (wasBegun) await tellHowToGoOn(context, batch, dir, sent.error);
    return code;
  }
  const { deliveryId, receipt, receiptFile, regionNamed } = sent.value;
  if (regionNamed !== null) {
    terminal.tell([words.say('cli:deliver.regionNamed', { region: regionNamed })]);
  }
  printReceipt(context, receipt, { ...to, receiptFile }, options);
  if (receiptFile === null && !hadArrived) tellLostReceipt(context, dir);
  await waitUntilRemembered(context, deliveryId);
  return exitOfOutcome[receipt.outcome];
};

export const defineDeliver = (program: Command, { words, run }: Cli): void => {
  const command = program
    .command('deliver')
    .summary(words.say('help:deliver.summary'))
    .description(
      `${words.say('help:deliver.summary')}\n\n${words.say('help:deliver.credentials')}`,
    );
  addPathArgument(command, words, '<dir>', words.say('help:deliver.dir'));
  addOption(command, words, '--profile <name>', words.say('help:deliver.profile'));
  addOption(command, words, '--to <place>', words.say('help:deliver.to'), { read: destination });
  addOption(command, words, '--app-id <id>', words.say('help:deliver.appId'), {
    read: matching(appId, 'cli:form.appId'),
  });
  addOption(command, words, '--channel-id <id>', words.say('help:deliver.channelId'), {
    read: matching(channelId, 'cli:form.channelId'),
  });
  addOption(command, words, '--confirm-type <type>', words.say('help:deliver.confirmType'), {
    read: oneOf(importType.options),
  });
  addOption(command, words, '--again', words.say('help:deliver.again'));
  addOption(command, words, '--reason <text>', words.say('help:deliver.reason'), {
    read: reason,
  });
  addOption(command, words, '--resume', words.say('help:deliver.resume'));
  addJsonOption(command, words);
  command.action((dir: string, options: DeliverCommandOptions) =>
    run((context) => deliver(context, dir, options)),
  );
};
