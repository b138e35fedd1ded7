import { expect, it } from 'vitest';
import { credentialsFromEnvironment, describeSecret } from '#shell/keychain.ts';

const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE1234', AWS_SECRET_ACCESS_KEY: 'secret' };
const secret = { accessKeyId: 'AKIAEXAMPLE1234', secretAccessKey: 'secret' };

const environments = [
  ['both keys', keys, secret],
  ['a session', { ...keys, AWS_SESSION_TOKEN: 'token' }, { ...secret, sessionToken: 'token' }],
  ['an empty session', { ...keys, AWS_SESSION_TOKEN: '' }, secret],
  ['no secret', { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE1234' }, null],
  ['an empty secret', { ...keys, AWS_SECRET_ACCESS_KEY: '' }, null],
  ['a line break in the secret', { ...keys, AWS_SECRET_ACCESS_KEY: 'secret\n' }, null],
  ['nothing', {}, null],
] as const;

it.each(environments)('takes from the environment: %s', (_, env, expected) => {
  expect(credentialsFromEnvironment(env)).toEqual(expected);
});

it('shows the last four characters of the key, never the secret', () => {
  expect(describeSecret(secret)).toEqual({ lastFour: '1234' });
});
