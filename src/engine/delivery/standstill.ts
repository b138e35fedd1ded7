/**
 * Which refusals end a part for good, and after which it stands still with all that has arrived,
 * because a person or a better day can put them right.
 */
import type { ErrorCode } from '#contract/errors.ts';
import type { Standstill } from '#contract/schemas/delivery.ts';

const byCode: Readonly<Partial<Record<ErrorCode, Standstill>>> = {
  's3-token-expired': 'keys-expired',
  's3-unknown-key': 'keys-expired',
  's3-wrong-secret': 'keys-refused',
  's3-forbidden': 'keys-refused',
  'credentials-missing': 'keys-missing',
  'keychain-closed': 'keys-missing',
  's3-busy': 'gave-up',
  's3-server-error': 'gave-up',
  's3-clock-skew': 'gave-up',
  's3-no-bucket': 'gave-up',
  's3-wrong-region': 'gave-up',
  's3-not-s3': 'gave-up',
  'net-dns': 'gave-up',
  'net-refused': 'gave-up',
  'net-reset': 'gave-up',
  'net-timeout': 'gave-up',
  'net-ca-unknown': 'gave-up',
  'net-tls': 'gave-up',
  'net-proxy': 'gave-up',
  'net-unreachable': 'gave-up',
  'endpoint-not-https': 'gave-up',
  'disk-full': 'gave-up',
  'out-parent-missing': 'gave-up',
  'out-read-only': 'gave-up',
  'engine-died': 'gave-up',
  // A drive that is not connected comes back with everything on it.
  'batch-missing': 'gave-up',
  'file-permission': 'gave-up',
  'file-read-failed': 'gave-up',
};

/** How a part stands after a refusal; null where it has failed. */
export const standstillOf = (code: ErrorCode): Standstill | null => byCode[code] ?? null;
