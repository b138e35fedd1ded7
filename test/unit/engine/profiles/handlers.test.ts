import { expect, it, onTestFinished } from 'vitest';
import type { CallContext } from '#contract/define.ts';
import type { ProfileFields } from '#contract/schemas/profile.ts';
import { profile as profileSchema } from '#contract/schemas/profile.ts';
import { saveLinks } from '../cache/save-links.ts';
import { ensureChannel } from '#engine/cache/queries.ts';
import { createProfileHandlers } from '#engine/profiles/handlers.ts';
import { inStore, lazyStore } from '#engine/store/lazy.ts';
import { clock, temporaryFolder } from '../store/folder.ts';

const context: CallContext<never> = {
  signal: new AbortController().signal,
  progress: () => undefined,
};

const fields: ProfileFields = {
  name: 'Shop',
  appId: 'app-1',
  channelId: '1650000000',
  environment: 'production',
  place: { kind: 's3', bucket: 'repro-data-store' },
  timeZone: 'Asia/Tokyo',
  acceptsIdsOnly: true,
  countChangeLimit: 0.2,
};
const withEndpoint = (endpoint: string): ProfileFields => ({
  ...fields,
  place: { kind: 's3', bucket: 'repro-data-store', endpoint },
});

const profiles = () => {
  const store = lazyStore({ dir: temporaryFolder(), clock, onSetAside: () => undefined });
  onTestFinished(() => store.close());
  const handlers = createProfileHandlers({ store: store.access, clock });
  return {
    store: store.access,
    add: (input: ProfileFields) => handlers.add(input, context),
    list: () => handlers.list({}, context),
    update: (profileId: string, input: ProfileFields) =>
      handlers.update({ profileId, fields: input }, context),
    remove: (profileId: string) => handlers.remove({ profileId }, context),
    known: (profileId: string) => handlers.known({ profileId }, context),
  };
};

const value = <Value>(
  result: { ok: true; value: Value } | { ok: false; error: unknown },
): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const absent = 'profile-0000000000000000';

it('gives back what it was given, by name', async () => {
  const { add, list } = profiles();
  const shop = value(await add(fields));
  const app = value(await add({ ...fields, name: 'App', client: 'A client' }));
  expect(profileSchema.parse(shop)).toEqual({ ...fields, id: shop.id, createdAt: shop.createdAt });
  expect(value(await list())).toEqual({ profiles: [app, shop] });
});

it('has a name once, in any letter case', async () => {
  const { add, update, list } = profiles();
  const shop = value(await add(fields));
  const app = value(await add({ ...fields, name: 'App' }));
  expect([
    await add({ ...fields, name: 'SHOP' }),
    await update(app.id, { ...fields, name: 'shop' }),
    value(await update(shop.id, { ...fields, name: 'SHOP' })).name,
    value(await list()).profiles.map(({ name }) => name),
  ]).toMatchObject([
    { ok: false, error: { code: 'profile-exists', details: { name: 'SHOP' } } },
    { ok: false, error: { code: 'profile-exists' } },
    'SHOP',
    ['App', 'SHOP'],
  ]);
});

it('knows no profile that is not there', async () => {
  const { update, remove, known, add } = profiles();
  const shop = value(await add(fields));
  expect(value(await remove(shop.id))).toEqual({});
  expect([await update(absent, fields), await remove(shop.id), await known(shop.id)]).toMatchObject(
    Array(3).fill({ ok: false, error: { code: 'unknown-profile' } }),
  );
});

const endpoints: readonly (readonly [string, boolean])[] = [
  ['https://s3.example.com', true],
  ['http://localhost:7480', true],
  ['http://127.0.0.1:7480', true],
  ['http://127.1', true],
  ['http://[::1]:7480', true],
  ['http://0x7f000001/', true],
  ['http://s3.example.com', false],
  ['http://localhost.example.com', false],
  ['http://127.0.0.1.example.com', false],
  ['http://127.0.0.1@example.com', false],
  ['http://169.254.169.254', false],
  ['http://0.0.0.0', false],
  ['http://localhost%00.example.com', false],
  ['https://user:word@s3.example.com', false],
];

it.each(endpoints)('takes the endpoint %s: %s', async (endpoint, allowed) => {
  const { add } = profiles();
  const added = await add(withEndpoint(endpoint));
  expect(added.ok ? true : added.error.code).toBe(allowed || 'endpoint-not-https');
});

it('checks the endpoint of a change, too', async () => {
  const { add, update, list } = profiles();
  const shop = value(await add(fields));
  expect(await update(shop.id, withEndpoint('http://s3.example.com'))).toMatchObject({
    ok: false,
    error: { code: 'endpoint-not-https', details: { endpoint: 's3.example.com' } },
  });
  expect(value(await list())).toEqual({ profiles: [shop] });
});

it('counts the people of its channel, whatever profile delivered to it', async () => {
  const { add, known, store } = profiles();
  const shop = value(await add(fields));
  const practice = value(await add({ ...fields, name: 'Practice', environment: 'practice' }));
  const database = value(store()).database;
  database.exec(
    "INSERT INTO batches (number, id, seal, type, format, dir, created_at) VALUES (1, 'batch-1', '', 'followed', 'ids-only', '', '')",
  );
  const channel = ensureChannel(database, 'app-1/1650000000');
  saveLinks(database, { channel, type: 'followed', batch: 1 }, [
    [{ lineUserId: 'U1', userId: null }],
  ]);
  expect([value(await known(shop.id)), value(await known(practice.id))]).toEqual([
    { followed: 1, unfollowed: 0 },
    { followed: 0, unfollowed: 0 },
  ]);
});

it('leaves a trail of what was changed', async () => {
  const { add, update, remove, store } = profiles();
  const { id } = value(await add(fields));
  await add(fields);
  await update(id, { ...fields, environment: 'test' });
  await remove(id);
  const trail = inStore(store, (database) =>
    database.prepare('SELECT what, subject, details FROM events ORDER BY number').raw().all(),
  );
  const told = {
    name: 'Shop',
    appId: 'app-1',
    channelId: '1650000000',
    environment: 'production',
    place: 's3://repro-data-store',
  };
  expect(value(trail)).toEqual([
    ['profile-added', id, JSON.stringify(told)],
    ['profile-changed', id, JSON.stringify({ ...told, environment: 'test' })],
    ['profile-removed', id, '{}'],
  ]);
});
