/** Run in a session with a real keychain that is open: `npm test` makes one (see scripts/test). */
import { randomBytes } from 'node:crypto';
import keytar from 'keytar';
import { expect, it, onTestFinished } from 'vitest';
import { readSecret, removeSecret, saveSecret } from '#shell/keychain.ts';

const newProfile = (): string => {
  const profileId = `profile-${randomBytes(8).toString('hex')}`;
  onTestFinished(async () => void (await removeSecret(profileId)));
  return profileId;
};

const secret = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'a+b/c=' };
const missing = { ok: false, error: { code: 'credentials-missing' } };

it('gives back what was saved, for the profile it was saved for', async () => {
  const [profileId, other] = [newProfile(), newProfile()];
  expect(await readSecret(profileId)).toMatchObject(missing);
  expect(await saveSecret(profileId, secret)).toEqual({ ok: true, value: {} });
  expect([await readSecret(profileId), await readSecret(other)]).toMatchObject([
    { ok: true, value: secret },
    missing,
  ]);
});

it('puts a new secret in the place of the old one', async () => {
  const profileId = newProfile();
  const renewed = { ...secret, secretAccessKey: 'new', sessionToken: 'token' };
  await saveSecret(profileId, secret);
  await saveSecret(profileId, renewed);
  expect(await readSecret(profileId)).toEqual({ ok: true, value: renewed });
});

it('forgets, also what was never there', async () => {
  const profileId = newProfile();
  await saveSecret(profileId, secret);
  expect([
    await removeSecret(profileId),
    await readSecret(profileId),
    await removeSecret(profileId),
  ]).toMatchObject([{ ok: true }, missing, { ok: true }]);
});

it.each(['not JSON', '{}', '{"accessKeyId":"a b","secretAccessKey":"c"}'])(
  'counts an entry that is not ours as missing: %s',
  async (entry) => {
    const profileId = newProfile();
    await keytar.setPassword('Dropline', profileId, entry);
    expect(await readSecret(profileId)).toMatchObject(missing);
  },
);
