/** A process for the tests of the keychain: reads, saves and removes, and tells how each ended. */
import { readSecret, removeSecret, saveSecret } from '#shell/keychain.ts';

const profileId = 'profile-0000000000000000';
const secret = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };

const answers = [
  await readSecret(profileId),
  await saveSecret(profileId, secret),
  await removeSecret(profileId),
];
const told = answers.map((answer) =>
  answer.ok ? { ok: true } : { ok: false, code: answer.error.code },
);
process.stdout.write(`${JSON.stringify(told)}\n`);
