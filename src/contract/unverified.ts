/** A setting of Node that switches the verification of every far end off: nothing of Dropline runs so. */
export const isUnverified = (env: Readonly<Record<string, string | undefined>>): boolean =>
  env.NODE_TLS_REJECT_UNAUTHORIZED === '0';
