/** Which access key a delivery gets: the profile's own, else the environment's. */
import { fail } from '#contract/result.ts';
import type { ReadSecret } from '#shell/start-engine.ts';
import type { Keychain } from './context.ts';

/**
 * Answers the engine. The keychain comes first, so that a key that happens to be in the environment
 * never takes the place of a profile's; where the keychain has none, or can't be opened, the
 * environment's is used.
 */
export const secretReader =
  (keychain: Keychain): ReadSecret =>
  async ({ profileId }) => {
    const kept = profileId === null ? null : await keychain.read(profileId);
    if (kept?.ok === true) return kept;
    const given = keychain.fromEnvironment();
    if (given !== null) return { ok: true, value: given };
    return kept ?? fail('credentials-missing');
  };
