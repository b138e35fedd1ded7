/**
 * The manifest of a batch as bytes: how it is written, read again and sealed. The seal is the
 * SHA-256 of the file's bytes, so the bytes for given contents must always be the same.
 */
import { createHash, randomBytes } from 'node:crypto';
import { fail, type Result, succeed } from '#contract/result.ts';
import { type Manifest, manifest as manifestSchema } from '#contract/schemas/batch.ts';

export const MANIFEST_NAME = 'manifest.json';
export const REJECTED_NAME = 'rejected.csv';
/** A manifest lists parts of 500 MB, so even this many bytes stand for terabytes of list. */
export const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/** SHA-256 of a manifest's bytes, in hexadecimal: what is approved, and what a receipt names. */
export const sealOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** The file's bytes. Parsing first gives every key the place that it has in the schema. */
export const manifestBytes = (value: Manifest): Buffer =>
  Buffer.from(`${JSON.stringify(manifestSchema.parse(value), null, 2)}\n`, 'utf8');

/** Why a manifest is not one of ours: `problem` says what, in the terms of the file. */
const altered = (problem: string) => fail('batch-altered', { file: MANIFEST_NAME, problem });

/**
 * Reads a manifest. Whatever Dropline would not have written is refused: unknown fields, names that
 * could lead out of the folder, one name for two parts, another schema.
 */
export const parseManifest = (bytes: Uint8Array): Result<Manifest, 'batch-altered'> => {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return altered('not-json');
  }
  const parsed = manifestSchema.safeParse(content);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? [];
    return altered(path.length === 0 ? 'not-a-manifest' : path.join('.'));
  }
  // Also catches what JSON hides: a key twice, `__proto__`, other white space.
  if (!manifestBytes(parsed.data).equals(bytes)) return altered('not-as-written');
  const names = parsed.data.parts.map((part) => part.file.toLowerCase());
  if (new Set(names).size !== names.length) return altered('parts');
  if (names.includes(REJECTED_NAME)) return altered('parts');
  return succeed(parsed.data);
};

/** `batch-` with the day it was made (UTC) and 64 random bits. */
export const newBatchId = (createdAt: Date): string =>
  `batch-${createdAt.toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(8).toString('hex')}`;
