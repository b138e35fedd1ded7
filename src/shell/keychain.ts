/**
 * Secrets in the operating system's keychain, and nowhere else: one entry a profile. Where there is
 * no keychain, or it is locked, that is a failure that says so; nothing is ever written to disk.
 */
import { fail, type Result, succeed } from '#contract/result.ts';
import { type Credentials, credentials } from '#contract/schemas/profile.ts';

const service = 'Dropline';

type KeychainCode = 'keychain-closed';

/** Runs `work` with keytar. It says every refusal by throwing: no service, locked, dismissed. */
const inKeychain = async <Value>(
  work: (keytar: typeof import('keytar')) => Promise<Value>,
): Promise<Result<Value, KeychainCode>> => {
  try {
    return succeed(await work(await loadKeytar()));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    return fail('keychain-closed', { reason });
  }
};

/** Native, and useless where its system library is missing: loaded when it is needed. */
const loadKeytar = async (): Promise<typeof import('keytar')> => {
  const loaded = await import('keytar');
  return 'default' in loaded ? loaded.default : loaded;
};

const parseEntry = (entry: string): Credentials | null => {
  try {
    return credentials.parse(JSON.parse(entry));
  } catch {
    return null;
  }
};

const probe = 'probe';

/**
 * Whether the keychain takes entries. Linux's secret service gives no entry of a locked keychain and
 * doesn't say so; only a write is refused in words. (Listing its entries ends the process.)
 */
const checkOpen = async (): Promise<Result<null, KeychainCode>> => {
  if (process.platform !== 'linux') return succeed(null);
  return inKeychain(async (keytar) => {
    await keytar.setPassword(service, probe, probe);
    await keytar.deletePassword(service, probe);
    return null;
  });
};

/**
 * The credentials of a profile. An entry that is not ours to read counts as missing; one that can't
 * be read because the keychain is locked does not.
 */
export const readSecret = async (
  profileId: string,
): Promise<Result<Credentials, 'credentials-missing' | KeychainCode>> => {
  const entry = await inKeychain((keytar) => keytar.getPassword(service, profileId));
  if (!entry.ok) return entry;
  if (entry.value === null) {
    const open = await checkOpen();
    return open.ok ? fail('credentials-missing') : open;
  }
  const found = parseEntry(entry.value);
  return found === null ? fail('credentials-missing') : succeed(found);
};

/** Puts the credentials of a profile in the place of what was there. */
export const saveSecret = async (
  profileId: string,
  secret: Credentials,
): Promise<Result<object, KeychainCode>> => {
  const saved = await inKeychain((keytar) =>
    keytar.setPassword(service, profileId, JSON.stringify(secret)),
  );
  return saved.ok ? succeed({}) : saved;
};

/** Forgets the credentials of a profile. There may be none. */
export const removeSecret = async (profileId: string): Promise<Result<object, KeychainCode>> => {
  const removed = await inKeychain((keytar) => keytar.deletePassword(service, profileId));
  return removed.ok ? succeed({}) : removed;
};

/** What may be shown of credentials: the last four characters of the access key's id. */
export const describeSecret = ({ accessKeyId }: Credentials): { readonly lastFour: string } => ({
  lastFour: accessKeyId.slice(-4),
});

/** The credentials that AWS's own tools would take from the environment; null where there are none. */
export const credentialsFromEnvironment = (
  env: Readonly<Record<string, string | undefined>>,
): Credentials | null => {
  const parsed = credentials.safeParse({
    accessKeyId: env.AWS_ACCESS_KEY_ID,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
    ...(env.AWS_SESSION_TOKEN ? { sessionToken: env.AWS_SESSION_TOKEN } : {}),
  });
  return parsed.success ? parsed.data : null;
};
