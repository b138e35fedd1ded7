/** One entry of the audit trail: who did what, when. It holds no user's ID. */
import { z } from 'zod';

export const auditEntry = z.object({
  at: z.iso.datetime(),
  /** The name of the user of the computer. */
  who: z.string(),
  /** In kebab-case. Faces have words for those that people care about. */
  what: z.string(),
  /** The id of the batch or delivery that it is about. */
  subject: z.string(),
  details: z.record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]),
  ),
});
export type AuditEntry = z.output<typeof auditEntry>;
