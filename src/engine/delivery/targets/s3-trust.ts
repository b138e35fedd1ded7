/**
 * Whom a connection to S3 trusts: the authorities that Node and the operating system know, and the
 * one that a profile names in a file. Nothing switches this off.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { errorCodeOf } from '#contract/error-code.ts';
import { fail, type Result, succeed } from '#contract/result.ts';
import { isUnverified } from '#contract/unverified.ts';

const codeOf = (error: unknown): string => errorCodeOf(error) || 'unknown';

/** Makes what certificates are held against. `caFile` is a PEM file. */
export const trustOf = (
  caFile: string | undefined,
): Result<SecureContext, 'net-ca-unknown' | 'net-tls'> => {
  if (isUnverified(process.env)) {
    return fail('net-tls', { reason: 'NODE_TLS_REJECT_UNAUTHORIZED' });
  }
  const known = [...getCACertificates('default'), ...getCACertificates('system')];
  if (caFile === undefined) return succeed(createSecureContext({ ca: known }));
  try {
    const own = readFileSync(caFile, 'utf8');
    if (!own.includes('-----BEGIN CERTIFICATE-----')) {
      return fail('net-ca-unknown', { name: basename(caFile), reason: 'not-pem' });
    }
    return succeed(createSecureContext({ ca: [...known, own] }));
  } catch (error) {
    return fail('net-ca-unknown', { name: basename(caFile), reason: codeOf(error) });
  }
};
