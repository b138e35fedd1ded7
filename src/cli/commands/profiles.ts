/** `dropline profiles`: the channels to deliver to. Secrets go in, and never come out. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Failure, fail, type Result, succeed } from '#contract/result.ts';
import { appId, channelId, type Environment, environment } from '#contract/schemas/batch.ts';
import {
  bucketName,
  clientName,
  type Credentials,
  credentials,
  endpointUrl,
  keyPrefix,
  type Profile,
  type ProfileFields,
  profileName,
  regionName,
  timeZoneName,
} from '#contract/schemas/profile.ts';
import { visible } from '#contract/words/visible.ts';
import { describeSecret } from '#shell/keychain.ts';
import { addJsonOption, addOption, type Cli } from '../command-options.ts';
import { type CommandContext, endWith, findProfile, printJson } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { matching, oneOf, path, percent, yesOrNo } from '../option-values.ts';
import { type KeyState, renderProfile, renderProfiles } from '../render/profile.ts';
import { UsageError } from '../usage-error.ts';

type JsonOption = { readonly json?: boolean };

export type AddProfileOptions = JsonOption & {
  readonly name: string;
  readonly client?: string;
  readonly appId: string;
  readonly channelId: string;
  readonly environment: Environment;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly region?: string;
  readonly endpoint?: string;
  readonly caFile?: string;
  readonly folder?: string;
  readonly timeZone?: string;
  readonly acceptsIdsOnly?: boolean;
  readonly countChangeLimit?: number;
};

const s3Options = ['bucket', 'prefix', 'region', 'endpoint', 'caFile'] as const;
const flagOf = (name: string) =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const placeIn = ({ words }: CommandContext, options: AddProfileOptions): ProfileFields['place'] => {
  const { bucket, prefix, region, endpoint, caFile, folder } = options;
  const other = s3Options.find((name) => options[name] !== undefined);
  if (folder !== undefined && other !== undefined) {
    throw new UsageError(
      words.say('cli:usage.conflict', { option: '--folder', other: flagOf(other) }),
    );
  }
  if (folder !== undefined) return { kind: 'folder', path: resolve(folder) };
  if (bucket === undefined) {
    throw new UsageError(
      words.say('cli:usage.oneOf', { options: words.list(['--bucket', '--folder']) }),
    );
  }
  return {
    kind: 's3',
    bucket,
    ...(prefix === undefined ? {} : { prefix }),
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(caFile === undefined ? {} : { caFile: resolve(caFile) }),
  };
};

/** The access key that the user types on a terminal. Null: none was given. */
const askForKey = async (context: CommandContext): Promise<Result<Credentials | null>> => {
  const { ask, words } = context;
  const accessKeyId = await ask.line(words.say('cli:ask.accessKeyId'));
  if (accessKeyId === null) return fail('cancelled');
  if (accessKeyId === '') return succeed(null);
  const secretAccessKey = await ask.secret(words.say('cli:ask.secretAccessKey'));
  // A profile that silently lacks its key would fail on the day it is needed.
  if (!secretAccessKey) return fail('cancelled');
  const read = credentials.safeParse({ accessKeyId, secretAccessKey });
  if (read.success) return succeed(read.data);
  throw new UsageError(words.say('cli:form.accessKey'));
};

const newKey = async (context: CommandContext): Promise<Result<Credentials | null>> =>
  context.terminal.canAsk ? askForKey(context) : succeed(context.keychain.fromEnvironment());

/**
 * Keeps the key of a new profile. One that was typed and can't be kept is a failure, for it would be
 * lost; the environment's is there for the delivery as well.
 */
const keepKey = async (
  { keychain, terminal }: CommandContext,
  profileId: string,
  key: Credentials | null,
): Promise<Result<boolean>> => {
  if (key === null) return succeed(false);
  const saved = await keychain.save(profileId, key);
  if (saved.ok) return succeed(true);
  return terminal.canAsk ? saved : succeed(false);
};

export const addProfile = async (
  context: CommandContext,
  options: AddProfileOptions,
): Promise<ExitCode> => {
  const { client, terminal, words } = context;
  const { name, client: owner, timeZone, acceptsIdsOnly, countChangeLimit } = options;
  const place = placeIn(context, options);
  const key = place.kind === 's3' ? await newKey(context) : succeed(null);
  if (!key.ok) return endWith(context, key.error);
  const added = await client().profiles.add({
    name,
    appId: options.appId,
    channelId: options.channelId,
    environment: options.environment,
    place,
    ...(owner === undefined ? {} : { client: owner }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(acceptsIdsOnly === undefined ? {} : { acceptsIdsOnly }),
    ...(countChangeLimit === undefined ? {} : { countChangeLimit }),
  });
  if (!added.ok) return endWith(context, added.error);
  const profile = added.value;
  const kept = await keepKey(context, profile.id, key.value);
  if (!kept.ok) {
    await client().profiles.remove({ profileId: profile.id });
    return endWith(context, kept.error);
  }
  if (options.json === true) printJson(context, { schema: 'dropline.profile/1', profile });
  else {
    const lines = [words.say('cli:profiles.added', { name: visible(profile.name) })];
    if (kept.value) lines.push(words.say('cli:profiles.keySaved'));
    else if (place.kind === 's3') lines.push(words.say('cli:profiles.keyNotSaved'));
    terminal.print(lines);
  }
  return EXIT.fine;
};

export const listProfiles = async (
  context: CommandContext,
  { json = false }: JsonOption,
): Promise<ExitCode> => {
  const { client, terminal, words } = context;
  const listed = await client().profiles.list({});
  if (!listed.ok) return endWith(context, listed.error);
  const { profiles } = listed.value;
  if (json) printJson(context, { schema: 'dropline.profiles/1', profiles });
  else terminal.print(renderProfiles(profiles, words, terminal.colours));
  return EXIT.fine;
};

const keyStateOf = async ({ keychain }: CommandContext, profile: Profile): Promise<KeyState> => {
  if (profile.place.kind === 'folder') return { kind: 'not-needed' };
  const read = await keychain.read(profile.id);
  if (read.ok) return { kind: 'stored', ...describeSecret(read.value) };
  return { kind: read.error.code === 'keychain-closed' ? 'closed' : 'missing' };
};

export const showProfile = async (
  context: CommandContext,
  name: string,
  { json = false }: JsonOption,
): Promise<ExitCode> => {
  const { client, terminal, words } = context;
  const found = await findProfile(context, name);
  if (!found.ok) return endWith(context, found.error);
  const profile = found.value;
  const known = await client().profiles.known({ profileId: profile.id });
  if (!known.ok) return endWith(context, known.error);
  const accessKeyState = await keyStateOf(context, profile);
  if (json) {
    printJson(context, {
      schema: 'dropline.profile/1',
      profile,
      known: known.value,
      accessKey: accessKeyState,
    });
  } else terminal.print(renderProfile(profile, known.value, accessKeyState, words));
  return EXIT.fine;
};

export const removeProfile = async (
  context: CommandContext,
  name: string,
  { json = false }: JsonOption,
): Promise<ExitCode> => {
  const { client, keychain, terminal, words } = context;
  const found = await findProfile(context, name);
  if (!found.ok) return endWith(context, found.error);
  const { id, place } = found.value;
  // The key first: a key without its profile could never be found again.
  const forgotten = place.kind === 's3' ? await keychain.remove(id) : null;
  if (forgotten?.ok === false) terminal.tell(keyLeft(context, forgotten.error));
  const removed = await client().profiles.remove({ profileId: id });
  if (!removed.ok) return endWith(context, removed.error);
  if (json) printJson(context, { schema: 'dropline.profile/1', removed: found.value });
  else {
    const told = forgotten?.ok === true ? 'cli:profiles.removed' : 'cli:profiles.removedAlone';
    terminal.print([words.say(told, { name: visible(found.value.name) })]);
  }
  return EXIT.fine;
};

/** Where there is no keychain no key can have been kept: worth knowing, but no reason to stop. */
const keyLeft = ({ words }: CommandContext, failure: Failure): string[] => [
  words.failure(failure).what,
];

export const testProfile = async (
  context: CommandContext,
  name: string,
  { json = false }: JsonOption,
): Promise<ExitCode> => {
  const { client, terminal, words, signal } = context;
  const found = await findProfile(context, name);
  if (!found.ok) return endWith(context, found.error);
  const tested = await client().deliveries.testConnection(
    { to: { kind: 'profile', profileId: found.value.id } },
    { signal },
  );
  if (!tested.ok) return endWith(context, tested.error);
  const { verdict, region, elapsedMs } = tested.value;
  if (json) printJson(context, { schema: 'dropline.connection/1', ...tested.value });
  else if (verdict === 'only-upload-tells') {
    terminal.print([words.say('cli:profiles.onlyUploadTells')]);
  } else {
    const duration = words.duration(elapsedMs);
    terminal.print([
      region === null
        ? words.say('cli:profiles.works', { duration })
        : words.say('cli:profiles.worksRegion', { duration, region }),
    ]);
  }
  return EXIT.fine;
};

const defineAdd = (profiles: Command, { words, run }: Cli): void => {
  const command = profiles
    .command('add')
    .summary(words.say('help:profiles.add'))
    .description(
      `${words.say('help:profiles.add')}\n\n${words.say('help:profiles.addCredentials')}`,
    );
  const needed = { required: true } as const;
  const say = words.say;
  addOption(command, words, '--name <name>', say('help:profiles.name'), {
    read: matching(profileName, 'cli:form.profileName'),
    ...needed,
  });
  addOption(command, words, '--client <name>', say('help:profiles.client'), {
    read: matching(clientName, 'cli:form.clientName'),
  });
  addOption(command, words, '--app-id <id>', say('help:profiles.appId'), {
    read: matching(appId, 'cli:form.appId'),
    ...needed,
  });
  addOption(command, words, '--channel-id <id>', say('help:profiles.channelId'), {
    read: matching(channelId, 'cli:form.channelId'),
    ...needed,
  });
  addOption(command, words, '--environment <which>', say('help:profiles.environment'), {
    read: oneOf(environment.options),
    ...needed,
  });
  addOption(command, words, '--bucket <name>', say('help:profiles.bucket'), {
    read: matching(bucketName, 'cli:form.bucket'),
  });
  addOption(command, words, '--prefix <path>', say('help:profiles.prefix'), {
    read: matching(keyPrefix, 'cli:form.prefix'),
  });
  addOption(command, words, '--region <region>', say('help:profiles.region'), {
    read: matching(regionName, 'cli:form.region'),
  });
  addOption(command, words, '--endpoint <url>', say('help:profiles.endpoint'), {
    read: matching(endpointUrl, 'cli:form.endpoint'),
  });
  addOption(command, words, '--ca-file <pem>', say('help:profiles.caFile'), { read: path });
  addOption(command, words, '--folder <dir>', say('help:profiles.folder'), { read: path });
  addOption(command, words, '--time-zone <zone>', say('help:profiles.timeZone'), {
    read: matching(timeZoneName, 'cli:form.timeZone'),
    fallback: 'Asia/Tokyo',
  });
  addOption(command, words, '--accepts-ids-only <yes|no>', say('help:profiles.acceptsIdsOnly'), {
    read: yesOrNo,
    fallback: 'yes',
  });
  addOption(command, words, '--count-change-limit <n>', say('help:profiles.countChangeLimit'), {
    read: percent,
    fallback: '20',
  });
  addJsonOption(command, words);
  command.action((options: AddProfileOptions) => run((context) => addProfile(context, options)));
};

export const defineProfiles = (program: Command, cli: Cli): void => {
  const { words, run } = cli;
  const profiles = program
    .command('profiles')
    .summary(words.say('help:profiles.summary'))
    .description(words.say('help:profiles.summary'))
    .helpCommand(false);
  const list = profiles
    .command('list')
    .summary(words.say('help:profiles.list'))
    .description(words.say('help:profiles.list'));
  addJsonOption(list, words);
  list.action((options: JsonOption) => run((context) => listProfiles(context, options)));

  defineAdd(profiles, cli);

  const named = {
    show: { description: words.say('help:profiles.show'), action: showProfile },
    remove: { description: words.say('help:profiles.remove'), action: removeProfile },
    test: { description: words.say('help:profiles.test'), action: testProfile },
  } as const;
  for (const [name, { description, action }] of Object.entries(named)) {
    const command = profiles
      .command(name)
      .summary(description)
      .description(description)
      .argument('<name>', words.say('help:profiles.name'));
    addJsonOption(command, words);
    command.action((profile: string, options: JsonOption) =>
      run((context) => action(context, profile, options)),
    );
  }
};
