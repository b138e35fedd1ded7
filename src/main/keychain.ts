/** The keychain of the operating system, as the window uses it. */
import { fail } from '#contract/result.ts';
import type { Keychain } from './keys.ts';

export const osKeychain: Keychain = {
  read: async () => fail('keychain-closed'),
  write: async () => fail('keychain-closed'),
  remove: async () => fail('keychain-closed'),
};
