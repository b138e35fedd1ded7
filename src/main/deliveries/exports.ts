/** What goes from the deliveries to the user's own places: receipts and the audit trail. */
import type { Client, Handlers } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { succeed } from '#contract/result.ts';
import type { WindowContract } from '#contract/window.ts';
import { expected } from '../expected.ts';
import { receiptText } from './receipt-text.ts';

export type DeliveryExportParts = {
  readonly engine: Client<EngineContract>;
  /** Asks for a path; undefined where the user thought better of it. */
  readonly choosePath: (suggestedName: string, kind: 'csv' | 'json') => Promise<string | undefined>;
  /** Told the path of the last file that was saved for the user. */
  readonly onSaved: (path: string) => void;
  /** Electron has both kinds. */
  readonly copy: (text: string) => Promise<void> | void;
};

export const createDeliveryExports = ({
  engine,
  choosePath,
  onSaved,
  copy,
}: DeliveryExportParts): Pick<
  Handlers<WindowContract>['exports'],
  'receipt' | 'copyReceipt' | 'audit'
> => ({
  receipt: async ({ deliveryId, suggestedName }) => {
    const path = await choosePath(suggestedName, 'json');
    if (path === undefined) return succeed({ saved: false });
    const saved = await engine.deliveries.saveReceipt({ deliveryId, path });
    if (!saved.ok) return expected(saved);
    onSaved(path);
    return succeed({ saved: true });
  },
  copyReceipt: async ({ deliveryId, language }) => {
    const answer = await engine.deliveries.receipt({ deliveryId });
    if (!answer.ok) return expected(answer);
    await copy(receiptText(answer.value.receipt, language));
    return succeed({});
  },
  audit: async ({ suggestedName }, { signal, progress }) => {
    const path = await choosePath(suggestedName, 'csv');
    if (path === undefined) return succeed({ saved: false, rows: 0 });
    const written = await engine.audit.export({ path }, { signal, onProgress: progress });
    if (!written.ok) return expected(written);
    onSaved(path);
    return succeed({ saved: true, rows: written.value.rows });
  },
});
