/** `profiles`: secrets go in, and never come out. */
import { describe, expect, it } from 'vitest';
import {
  type AddProfileOptions,
  addProfile,
  listProfiles,
  removeProfile,
  showProfile,
  testProfile,
} from '#cli/commands/profiles.ts';
import type { Keychain } from '#cli/context.ts';
import { fail, succeed } from '#contract/result.ts';
import type { Credentials, Profile } from '#contract/schemas/profile.ts';
import { type FakeCalls, fakeContext, fakeTerminal, noKeychain } from '../fakes.ts';

const secret = 'canary/secret+Key0123456789';
const key: Credentials = { accessKeyId: 'AKIACANARYWXYZ', secretAccessKey: secret };
const profile: Profile = {
  id: 'profile-0123456789abcdef',
  createdAt: '2026-11-22T00:00:00.000Z',
  name: 'Shop',
  appId: 'app',
  channelId: '123',
  environment: 'production',
  place: { kind: 's3', bucket: 'repro-data-store', prefix: 'a' },
  timeZone: 'Asia/Tokyo',
  acceptsIdsOnly: true,
  countChangeLimit: 0.2,
};
const options: AddProfileOptions = {
  name: 'Shop',
  appId: 'app',
  channelId: '123',
  environment: 'production',
  bucket: 'repro-data-store',
  prefix: 'a',
};

const engine: FakeCalls = {
  profiles: {
    list: async () => succeed({ profiles: [profile] }),
    add: async () => succeed(profile),
    remove: async () => succeed({}),
    known: async () => succeed({ followed: 2_104_332, unfollowed: 12 }),
  },
  deliveries: {
    testConnection: async () =>
      succeed({ verdict: 'only-upload-tells', region: null, elapsedMs: 12 }),
  },
};

const keeping = (kept: Map<string, Credentials>): Keychain => ({
  read: async (id) => {
    const found = kept.get(id);
    return found === undefined ? fail('credentials-missing') : succeed(found);
  },
  save: async (id, credentials) => succeed(kept.set(id, credentials)),
  remove: async (id) => succeed({ removed: kept.delete(id) }),
  fromEnvironment: () => key,
});

describe('profiles add', () => {
  it('asks on a terminal, and keeps the key under the profile', async () => {
    const kept = new Map<string, Credentials>();
    const context = fakeContext(engine, {
      terminal: fakeTerminal({ canAsk: true }),
      keychain: { ...keeping(kept), fromEnvironment: () => null },
      answers: [key.accessKeyId, secret],
    });
    expect(await addProfile(context, options)).toBe(0);
    expect([...kept]).toEqual([[profile.id, key]]);
    expect(JSON.stringify([context.made, context.terminal.printed])).not.toContain(secret);
  });

  it.each([[[]], [[key.accessKeyId]], [[key.accessKeyId, '']]])(
    'adds nothing where the answers end after %j',
    async (answers) => {
      const context = fakeContext(engine, { terminal: fakeTerminal({ canAsk: true }), answers });
      expect(await addProfile(context, options)).toBe(130);
      expect(context.made).toEqual([]);
    },
  );

  it('takes the key of the environment where nobody can be asked', async () => {
    const kept = new Map<string, Credentials>();
    expect(await addProfile(fakeContext(engine, { keychain: keeping(kept) }), options)).toBe(0);
    expect([...kept.values()]).toEqual([key]);
  });

  it('says so where no key was kept', async () => {
    const context = fakeContext(engine);
    expect(await addProfile(context, options)).toBe(0);
    expect(context.terminal.printed.at(-1)).toContain('No access key was kept.');
    // Adding it once more would end in profile-exists.
    expect(context.terminal.printed.at(-1)).toContain('remove the profile and add it again');
  });

  it('adds nothing where the keychain can’t keep the key that was typed', async () => {
    const context = fakeContext(engine, {
      terminal: fakeTerminal({ canAsk: true }),
      answers: [key.accessKeyId, secret],
    });
    expect(await addProfile(context, options)).toBe(5);
    expect(context.made.map(([name]) => name)).toEqual(['profiles.add', 'profiles.remove']);
  });

  it('goes on without a keychain where the environment has the key', async () => {
    const keychain = { ...noKeychain, fromEnvironment: () => key };
    const context = fakeContext(engine, { keychain });
    expect(await addProfile(context, options)).toBe(0);
    expect(context.terminal.printed.at(-1)).toContain('No access key was kept.');
  });

  it.each([
    [{ folder: '/drop' }, '--folder and --bucket can’t be used together.'],
    [{ bucket: undefined, folder: '/drop' }, '--folder and --prefix can’t be used together.'],
    [{ bucket: undefined, prefix: undefined }, 'One of these is needed: --bucket, --folder.'],
  ])('refuses %j', async (given, problem) => {
    const { bucket, prefix, ...rest } = options;
    const asked = { ...rest, ...{ bucket, prefix, ...given } } as AddProfileOptions;
    await expect(addProfile(fakeContext(engine), asked)).rejects.toThrow(problem);
  });

  it('ends with the engine’s refusal', async () => {
    const taken = { profiles: { add: async () => fail('profile-exists', { name: 'Shop' }) } };
    expect(await addProfile(fakeContext(taken), options)).toBe(2);
  });
});

describe('profiles show', () => {
  it.each([true, false])(
    'shows the last four of the access key, no more (json: %s)',
    async (json) => {
      const keychain = keeping(new Map([[profile.id, key]]));
      const context = fakeContext(engine, { keychain });
      expect(await showProfile(context, 'Shop', { json })).toBe(0);
      const shown = [...context.terminal.printed, ...context.terminal.told].join('\n');
      expect(shown).toContain('WXYZ');
      expect(shown).not.toContain('CANARY');
      expect(shown).not.toContain(secret);
    },
  );

  it('shows a profile also where the keychain is closed', async () => {
    const context = fakeContext(engine);
    expect(await showProfile(context, 'Shop', {})).toBe(0);
    expect(context.terminal.printed.join('\n')).toContain('the keychain can’t be opened');
    expect(context.terminal.printed.join('\n')).toContain('2,104,332 deliverable, 12 blocked');
  });

  it('does not know another name', async () => {
    expect(await showProfile(fakeContext(engine), 'shop', {})).toBe(2);
  });
});

describe('profiles list, remove and test', () => {
  it('lists', async () => {
    const context = fakeContext(engine);
    expect(await listProfiles(context, {})).toBe(0);
    expect(context.terminal.printed.at(-1)).toContain('s3://repro-data-store/a');
  });

  it('forgets the key before the profile', async () => {
    const kept = new Map([[profile.id, key]]);
    const context = fakeContext(engine, { keychain: keeping(kept) });
    expect(await removeProfile(context, 'Shop', {})).toBe(0);
    expect([kept.size, context.made.at(-1)]).toEqual([
      0,
      ['profiles.remove', { profileId: profile.id }],
    ]);
  });

  it('doesn’t say that a key was removed where the keychain is closed', async () => {
    const context = fakeContext(engine);
    expect(await removeProfile(context, 'Shop', {})).toBe(0);
    expect(context.terminal.printed).toEqual(['The profile Shop was removed.']);
    expect(context.terminal.told.join()).toContain('keychain');
  });

  it('says honestly what a test can’t tell', async () => {
    const context = fakeContext(engine);
    expect(await testProfile(context, 'Shop', {})).toBe(0);
    expect(context.terminal.printed.join()).toContain('Only an upload will tell');
  });
});
