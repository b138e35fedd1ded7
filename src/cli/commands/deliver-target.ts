/** Where `deliver` sends to: a profile, or a place that is named for once. */
import { resolve } from 'node:path';
import { fail, type Result, succeed } from '#contract/result.ts';
import type { OpenedBatch } from '#contract/schemas/batch.ts';
import { type DestinationRef, endpointUrl, regionName } from '#contract/schemas/profile.ts';
import { type CommandContext, findProfile } from '../context.ts';
import { type Destination, matching, type OptionReader } from '../option-values.ts';
import { UsageError } from '../usage-error.ts';

/** What the command's options say of it. */
export type TargetOptions = {
  readonly profile?: string;
  readonly to?: Destination;
  readonly appId?: string;
  readonly channelId?: string;
};

export type Target = { readonly to: DestinationRef; readonly isFolder: boolean };

/** A variable of the environment in its form; undefined where it is not set, or empty. */
const fromEnvironment = (
  { env, words }: CommandContext,
  name: string,
  read: OptionReader<string>,
): string | undefined => {
  const given = env[name];
  return given ? read(words, name, given) : undefined;
};

/** The place that `--to` names, with the IDs given, else with those that the batch is sealed for. */
const placeNamed = async (
  context: CommandContext,
  to: Destination,
  { manifest }: OpenedBatch,
  options: TargetOptions,
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
  const region = fromEnvironment(context, 'AWS_REGION', matching(regionName, 'cli:form.region'));
  const endpoint = fromEnvironment(
    context,
    'AWS_ENDPOINT_URL_S3',
    matching(endpointUrl, 'cli:form.endpoint'),
  );
  const place = {
    ...to,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  return succeed({ to: { kind: 's3', place, ...ids }, isFolder: false });
};

/** Reads them. Throws a `UsageError` where they name none, or two. */
export const targetOf = async (
  context: CommandContext,
  batch: OpenedBatch,
  options: TargetOptions,
): Promise<Result<Target>> => {
  const { words } = context;
  const { profile: name, to } = options;
  // A profile says which app and channel it is for.
  const others = { '--to': to, '--app-id': options.appId, '--channel-id': options.channelId };
  for (const [other, value] of Object.entries(others)) {
    if (name === undefined || value === undefined) continue;
    throw new UsageError(words.say('cli:usage.conflict', { option: '--profile', other }));
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
