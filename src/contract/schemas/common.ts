/** Small shapes that several calls share. */
import { z } from 'zod';
import { RULE_IDS, type RuleId } from '../rules.ts';

export const language = z.enum(['en', 'ja']);
export type Language = z.output<typeof language>;

export const ruleId = z.enum(RULE_IDS as unknown as readonly [RuleId, ...RuleId[]]);

/** Opaque handles: the engine gives them out, nobody makes them up. */
export const fileId = z.string().regex(/^file-[0-9a-f]{16}$/);
export const folderId = z.string().regex(/^folder-[0-9a-f]{16}$/);
export const checkId = z.string().regex(/^check-[0-9a-f]{16}$/);
export const batchId = z.string().regex(/^batch-[0-9a-z-]{8,64}$/);
export const deliveryId = z.string().regex(/^delivery-[0-9a-f]{16}$/);
export const reportId = z.string().regex(/^report-[0-9a-f]{16}$/);
export const profileId = z.string().regex(/^profile-[0-9a-f]{16}$/);

/** A path on this machine. Only hosts may send one. */
export const path = z.string().min(1).max(4096);

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const count = z.number().int().nonnegative();

/** `followed` registers deliverable users, `unfollowed` blocked ones (Repro's import types). */
export const importType = z.enum(['followed', 'unfollowed']);
export type ImportType = z.output<typeof importType>;

/** Format 1 is `ids-and-users`, Format 2 is `ids-only`. */
export const listFormat = z.enum(['ids-and-users', 'ids-only']);
export type ListFormat = z.output<typeof listFormat>;

export const encodingName = z.enum(['utf-8', 'cp932', 'euc-jp', 'utf-16le', 'utf-16be', 'latin-1']);
export type EncodingName = z.output<typeof encodingName>;

/** Bytes handled so far, out of how many. `totalBytes` never changes during a call. */
export const byteProgress = z.object({
  stage: z.string(),
  doneBytes: count,
  totalBytes: count,
});
export type ByteProgress = z.output<typeof byteProgress>;
