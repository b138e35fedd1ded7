/**
 * Every expected failure of the product, by code, and the family it belongs to. The family decides
 * the exit code of the command line and the colour of the window; the words for each code are in
 * `words/`.
 */

/** What a failure means to whoever called: whose turn it is to do something. */
export type ErrorFamily = 'refused' | 'usage' | 'file' | 'remote' | 'credentials' | 'interrupted';

export const ERROR_FAMILIES = {
  // Dropline refuses: the list, the confirmation or the address is not in order.
  'file-rejected': 'refused',
  'check-partial': 'refused',
  'strict-rejected': 'refused',
  'nothing-deliverable': 'refused',
  'format-not-accepted': 'refused',
  'batch-altered': 'refused',
  'address-missing': 'refused',
  'address-mismatch': 'refused',
  'confirm-type-missing': 'refused',
  'confirm-type-mismatch': 'refused',
  'again-missing': 'refused',
  'again-unfinished': 'refused',
  'reason-missing': 'refused',
  'key-used': 'refused',
  'import-unconfirmed': 'refused',
  'delivery-busy': 'refused',
  'delivery-ended': 'refused',
  'report-layout-unknown': 'refused',
  'report-other-batch': 'refused',
  'report-other-source': 'refused',
  'production-refused': 'refused',

  // The call itself is wrong.
  'bad-input': 'usage',
  'unknown-call': 'usage',
  'unknown-id': 'usage',
  'unknown-profile': 'usage',
  'profile-exists': 'usage',
  'unknown-column': 'usage',
  'fix-unknown': 'usage',
  'endpoint-not-https': 'usage',

  // Something on this machine can't be read or written.
  'file-missing': 'file',
  'file-is-folder': 'file',
  'file-not-regular': 'file',
  'file-permission': 'file',
  'file-changed': 'file',
  'file-read-failed': 'file',
  'out-not-empty': 'file',
  'out-parent-missing': 'file',
  'out-read-only': 'file',
  'out-failed': 'file',
  'disk-full': 'file',
  'batch-missing': 'file',
  'store-damaged': 'file',
  'store-newer': 'file',
  'store-locked': 'file',
  'store-unavailable': 'file',
  'engine-died': 'file',
  'internal-error': 'file',

  // The far end refuses or is silent.
  's3-wrong-secret': 'remote',
  's3-unknown-key': 'remote',
  's3-forbidden': 'remote',
  's3-token-expired': 'remote',
  's3-clock-skew': 'remote',
  's3-no-bucket': 'remote',
  's3-wrong-region': 'remote',
  's3-key-exists': 'remote',
  's3-checksum': 'remote',
  's3-no-such-upload': 'remote',
  's3-busy': 'remote',
  's3-server-error': 'remote',
  's3-unexpected': 'remote',
  's3-not-s3': 'remote',
  's3-outcome-unknown': 'remote',
  'net-dns': 'remote',
  'net-refused': 'remote',
  'net-reset': 'remote',
  'net-timeout': 'remote',
  'net-ca-unknown': 'remote',
  'net-tls': 'remote',
  'net-proxy': 'remote',
  'net-unreachable': 'remote',

  // No key to open the far end with.
  'credentials-missing': 'credentials',
  'keychain-closed': 'credentials',

  'delivery-paused': 'interrupted',
  cancelled: 'interrupted',
} as const satisfies Record<string, ErrorFamily>;

export type ErrorCode = keyof typeof ERROR_FAMILIES;

export const ERROR_CODES = Object.keys(ERROR_FAMILIES) as readonly ErrorCode[];

/** The family of a code, for exit codes and icons. */
export const familyOf = (code: ErrorCode): ErrorFamily => ERROR_FAMILIES[code];

/** What reading an open list can end in. */
export const readErrors = [
  'unknown-id',
  'file-missing',
  'file-is-folder',
  'file-not-regular',
  'file-permission',
  'file-changed',
  'file-read-failed',
] as const satisfies readonly ErrorCode[];

/** What writing a file or a folder can end in. */
export const writeErrors = [
  'out-not-empty',
  'out-parent-missing',
  'out-read-only',
  'out-failed',
  'disk-full',
] as const satisfies readonly ErrorCode[];

/** What a call that asks the store can end in. */
export const storeErrors = [
  'store-damaged',
  'store-newer',
  'store-locked',
  'store-unavailable',
  'disk-full',
] as const satisfies readonly ErrorCode[];

/** What a batch on the disk can be instead of there and unchanged. */
export const batchErrors = [
  'batch-missing',
  'batch-altered',
] as const satisfies readonly ErrorCode[];

/** What a place on the network can answer, or what can stand before it. */
export const remoteErrors = [
  's3-wrong-secret',
  's3-unknown-key',
  's3-forbidden',
  's3-token-expired',
  's3-clock-skew',
  's3-no-bucket',
  's3-wrong-region',
  's3-key-exists',
  's3-checksum',
  's3-no-such-upload',
  's3-busy',
  's3-server-error',
  's3-unexpected',
  's3-not-s3',
  's3-outcome-unknown',
  'net-dns',
  'net-refused',
  'net-reset',
  'net-timeout',
  'net-ca-unknown',
  'net-tls',
  'net-proxy',
  'net-unreachable',
  'credentials-missing',
  'keychain-closed',
  'endpoint-not-https',
] as const satisfies readonly ErrorCode[];
