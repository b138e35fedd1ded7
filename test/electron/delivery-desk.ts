/**
 * A window with a channel at a real S3 server, and lists that are ready to be delivered. What comes
 * before a delivery is asked of the app directly; the delivery itself is for the test's own hands.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { type Manifest, manifest } from '#contract/schemas/batch.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { Credentials, Profile, ProfileFields } from '#contract/schemas/profile.ts';
import { defaultBucket, defaultUser, type S3Server } from '../s3-server/server.ts';
import { type Folder, header } from './lists.ts';

const run = promisify(execFile);
const commandLine = resolve('out/cli/dropline.js');

type Answer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false };
type Bridged = Readonly<
  Record<
    string,
    Readonly<Record<string, (input: unknown) => { readonly answer: Promise<unknown> }>>
  >
>;

/** Makes a call as the page can. Throws where it is refused. */
export const ask = async <Value>(page: Page, call: string, input: unknown): Promise<Value> => {
  const answer = await page.evaluate(
    async ([groupName, name, given]) => {
      const { dropline } = globalThis as unknown as { dropline: Bridged };
      return await dropline[groupName]?.[name]?.(given).answer;
    },
    [...(call.split('.') as [string, string]), input] as const,
  );
  const known = answer as Answer<Value>;
  if (!known.ok) throw new Error(`${call}: ${JSON.stringify(answer)}`);
  return known.value;
};

/** Rows that are all different, and never the same twice. */
const freshRows = (count: number): string => {
  const ids = randomBytes(count * 16).toString('hex');
  const rows = Array.from(
    { length: count },
    (_, row) => `U${ids.slice(row * 32, row * 32 + 32)},member-${row + 1}`,
  );
  return `${[header, ...rows].join('\n')}\n`;
};

let large: string | undefined;

/** More than one request takes: two whole pieces and a bit, the same each time. */
export const threePieces = 370_000;
const largeRows = (): string => {
  large ??= freshRows(threePieces);
  return large;
};

export type ChannelOptions = Partial<Omit<ProfileFields, 'place'>> & {
  readonly name: string;
  readonly region?: string;
};

let channels = 0;

/** Adds a channel of its own at the server, with a key. */
export const addChannel = async (
  page: Page,
  server: Pick<S3Server, 'endpoint'>,
  { region, ...fields }: ChannelOptions,
  key: Credentials = defaultUser,
): Promise<Profile> => {
  channels += 1;
  const place = { kind: 's3', bucket: defaultBucket, endpoint: server.endpoint };
  const profile = await ask<Profile>(page, 'profiles.add', {
    ...{ appId: `app${channels}`, channelId: String(1000 + channels), environment: 'test' },
    place: region === undefined ? place : { ...place, region },
    ...fields,
  });
  await ask(page, 'keys.save', { profileId: profile.id, credentials: key });
  return profile;
};

export type ReadyList = {
  readonly name: string;
  readonly content: string;
  readonly manifest: Manifest;
};

/** Builds a list for a channel, as the command line does, where the window keeps its batches. */
export const buildList = async (
  dataDir: string,
  folder: Folder,
  channel: Pick<Profile, 'name'>,
  list: { readonly name: string; readonly rows: number; readonly type?: ImportType },
): Promise<ReadyList> => {
  const content = list.rows === threePieces ? largeRows() : freshRows(list.rows);
  const path = await folder.write(list.name, content);
  const out = join(dataDir, 'batches', `built-${list.name}`);
  const args = ['build', path, '--type', list.type ?? 'followed', '--profile', channel.name];
  await mkdir(join(dataDir, 'batches'), { recursive: true });
  const env = { ...process.env, DROPLINE_DATA_DIR: dataDir };
  await run(process.execPath, [commandLine, ...args, '--out', out], { env });
  const sealed = await readFile(join(out, 'manifest.json'), 'utf8');
  return { name: list.name, content, manifest: manifest.parse(JSON.parse(sealed)) };
};

/** What the engine says of the deliveries. */
export const rowsOf = async (page: Page): Promise<readonly DeliveryRow[]> =>
  (await ask<{ deliveries: DeliveryRow[] }>(page, 'deliveries.list', {})).deliveries;

/** What a person does and sees on the screen of the deliveries. */
export const deliveriesOf = (page: Page) => {
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
  const card = (name: string) => page.getByRole('article', { name });
  return {
    press,
    card,
    visit: () => press('Deliveries'),
    /** Opens what was built, and presses the one button. */
    send: async ({ name }: ReadyList) => {
      // What was built meanwhile is there when the screen is opened.
      await press('Home');
      await press('Deliveries');
      await press(`Open ${name}`);
      await page.getByRole('button', { name: /^Upload [\d,]+ rows$/ }).click();
      await card(name)
        .or(page.getByRole('heading', { name: /^Uploaded/ }))
        .first()
        .waitFor();
    },
    within: (name: string) => ({
      press: (button: string | RegExp) => card(name).getByRole('button', { name: button }).click(),
      sees: (text: string | RegExp) => card(name).getByText(text).first().waitFor(),
      button: (button: string | RegExp) => card(name).getByRole('button', { name: button }),
    }),
    isUploaded: () =>
      page.getByRole('heading', { name: 'Uploaded. It isn’t imported yet.' }).waitFor(),
  };
};
