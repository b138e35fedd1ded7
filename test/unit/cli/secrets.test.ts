/** A delivery gets the profile's own key before any other. */
import { describe, expect, it } from 'vitest';
import { secretReader } from '#cli/secrets.ts';
import { fail, succeed } from '#contract/result.ts';
import { noKeychain } from './fakes.ts';

const kept = { accessKeyId: 'AKIAKEPT', secretAccessKey: 'kept' };
const given = { accessKeyId: 'AKIAGIVEN', secretAccessKey: 'given' };
const profileId = 'profile-0123456789abcdef';
const keychains = {
  full: { ...noKeychain, read: async () => succeed(kept) },
  empty: { ...noKeychain, read: async () => fail('credentials-missing') },
  closed: noKeychain,
};
const context = { signal: new AbortController().signal, progress: () => undefined };

describe('secretReader', () => {
  it.each([
    ['full', profileId, given, { value: kept }],
    ['empty', profileId, given, { value: given }],
    ['closed', profileId, given, { value: given }],
    ['empty', profileId, null, { error: { code: 'credentials-missing' } }],
    ['closed', profileId, null, { error: { code: 'keychain-closed' } }],
    ['full', null, given, { value: given }],
    ['full', null, null, { error: { code: 'credentials-missing' } }],
  ] as const)('%s keychain, profile %s, environment %j', async (keychain, id, env, expected) => {
    const read = secretReader({ ...keychains[keychain], fromEnvironment: () => env });
    expect(await read({ profileId: id }, context)).toMatchObject(expected);
  });
});
