/** A process for the tests of the keychain: has a key read while it is open, locked, and gone. */
import { execFileSync } from 'node:child_process';
import { readSecret, saveSecret } from '#shell/keychain.ts';

const profileId = 'profile-0000000000000000';

const send = (dest: string, path: string, member: string, argument: string): string => {
  const to = ['--session', `--dest=${dest}`, '--print-reply', path, member, argument];
  return execFileSync('dbus-send', to, { encoding: 'utf8' });
};

const read = async () => {
  const answer = await readSecret(profileId);
  return answer.ok ? { ok: true } : { ok: false, code: answer.error.code };
};

await saveSecret(profileId, { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' });
const open = await read();

const secrets = 'org.freedesktop.secrets';
const service = '/org/freedesktop/secrets';
const collection = `array:objpath:${service}/collection/login`;
send(secrets, service, 'org.freedesktop.Secret.Service.Lock', collection);
const locked = await read();

const bus = 'org.freedesktop.DBus';
const told = send(
  bus,
  '/org/freedesktop/DBus',
  `${bus}.GetConnectionUnixProcessID`,
  `string:${secrets}`,
);
process.kill(Number(/uint32 (\d+)/.exec(told)?.[1]), 'SIGKILL');
const gone = await read();

process.stdout.write(`${JSON.stringify({ open, locked, gone })}\n`);
