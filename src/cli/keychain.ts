/** The keychain of this computer as commands use it; loaded only where one is needed. */
import type { Environment, Keychain } from './context.ts';

export const systemKeychain = (env: Environment): Keychain => {
  const load = () => import('#shell/keychain.ts');
  return {
    read: async (profileId) => (await load()).readSecret(profileId),
    save: async (profileId, credentials) => (await load()).saveSecret(profileId, credentials),
    remove: async (profileId) => (await load()).removeSecret(profileId),
    fromEnvironment: async () => (await load()).credentialsFromEnvironment(env),
  };
};
