import { expect, test } from 'vitest';
import { fail, succeed } from '#contract/result.ts';
import type { Credentials } from '#contract/schemas/profile.ts';
import { createKeys, type Keychain } from '#main/keys.ts';

const profileId = 'profile-00000000000000aa';
const credentials: Credentials = { accessKeyId: 'AKIAEXAMPLE1234', secretAccessKey: 'secret' };

const closed: Keychain = {
  read: async () => fail('keychain-closed'),
  write: async () => fail('keychain-closed'),
  remove: async () => fail('keychain-closed'),
};

const openKeychain = (): Keychain => {
  const entries = new Map<string, Credentials>();
  return {
    read: async (id) => {
      const entry = entries.get(id);
      return entry === undefined ? fail('credentials-missing') : succeed(entry);
    },
    write: async (id, entry) => succeed(entries.set(id, entry)),
    remove: async (id) => succeed(entries.delete(id)),
  };
};

test.each([
  ['an open keychain', openKeychain(), 'open', 'keychain'],
  ['no keychain', closed, 'closed', 'session'],
] as const)(
  'with %s keys are kept, shown by four characters, and forgotten',
  async (_name, keychain, state, keptIn) => {
    const keys = createKeys(keychain);
    expect(await keys.keychainState()).toBe(state);
    expect(await keys.lastFour(profileId)).toEqual(succeed({ lastFour: null }));
    expect(await keys.save(profileId, credentials)).toEqual(succeed({ keptIn }));
    expect(await keys.lastFour(profileId)).toEqual(succeed({ lastFour: '1234' }));
    expect(await keys.remove(profileId)).toEqual(succeed({}));
    expect(await keys.lastFour(profileId)).toEqual(succeed({ lastFour: null }));
  },
);
