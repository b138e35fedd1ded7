/** The keychain of this computer as commands use it. */
import {
  credentialsFromEnvironment,
  readSecret,
  removeSecret,
  saveSecret,
} from '#shell/keychain.ts';
import type { Environment, Keychain } from './context.ts';

export const systemKeychain = (env: Environment): Keychain => ({
  read: readSecret,
  save: saveSecret,
  remove: removeSecret,
  fromEnvironment: () => credentialsFromEnvironment(env),
});
