/**
 * Secrets of the channels: into the keychain of the operating system, or, where there is none, into
 * memory until the app ends. They are never written anywhere else, and only the last four
 * characters of an access key's ID ever go back to the page.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import type { Credentials } from '#contract/schemas/profile.ts';
import type { ReadSecret } from '#shell/start-engine.ts';

/** The keychain of the operating system. `keychain-closed`: locked, refused, or not there. */
export type Keychain = {
  readonly read: (
    profileId: string,
  ) => Promise<Result<Credentials, 'credentials-missing' | 'keychain-closed'>>;
  readonly write: (
    profileId: string,
    credentials: Credentials,
  ) => Promise<Result<unknown, 'keychain-closed'>>;
  readonly remove: (profileId: string) => Promise<Result<unknown, 'keychain-closed'>>;
};

export type Keys = {
  readonly keychainState: () => Promise<'open' | 'closed'>;
  readonly save: (
    profileId: string,
    credentials: Credentials,
  ) => Promise<Result<{ keptIn: 'keychain' | 'session' }, never>>;
  readonly lastFour: (profileId: string) => Promise<Result<{ lastFour: string | null }, never>>;
  readonly remove: (profileId: string) => Promise<Result<Record<string, never>, 'keychain-closed'>>;
  /** For the engine, for the length of one delivery. */
  readonly readSecret: ReadSecret;
};

/** An ID that no profile has: asking for it shows whether the keychain answers. */
const nobody = 'profile-0000000000000000';

export const createKeys = (keychain: Keychain): Keys => {
  const forThisSession = new Map<string, Credentials>();

  const read = async (profileId: string) => {
    const kept = forThisSession.get(profileId);
    return kept === undefined ? keychain.read(profileId) : succeed(kept);
  };

  return {
    keychainState: async () => {
      const answer = await keychain.read(nobody);
      return !answer.ok && answer.error.code === 'keychain-closed' ? 'closed' : 'open';
    },
    save: async (profileId, credentials) => {
      const written = await keychain.write(profileId, credentials);
      if (written.ok) forThisSession.delete(profileId);
      else forThisSession.set(profileId, credentials);
      return succeed({ keptIn: written.ok ? 'keychain' : 'session' });
    },
    lastFour: async (profileId) => {
      const answer = await read(profileId);
      if (answer.ok) return succeed({ lastFour: answer.value.accessKeyId.slice(-4) });
      return succeed({ lastFour: null });
    },
    remove: async (profileId) => {
      const wasHere = forThisSession.delete(profileId);
      const removed = await keychain.remove(profileId);
      return removed.ok || wasHere ? succeed({}) : fail('keychain-closed');
    },
    readSecret: async ({ profileId }) =>
      // A window has no credentials in its environment: every place has a profile.
      profileId === null ? fail('credentials-missing') : read(profileId),
  };
};
