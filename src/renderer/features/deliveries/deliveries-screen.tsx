/** Deliveries: one batch with all about it, or everything: what is on its way, what waits, what was. */
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { KeptBatch } from '#contract/window.ts';
import { failureOf } from '../../api/queries.ts';
import { useProfiles } from '../../batches/channels.ts';
import { useKeptBatches } from '../../batches/kept-batches.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Nothing } from '../../components/page.tsx';
import { go, type Places } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { AuditSave } from './audit-save.tsx';
import { BatchView, ForeignBatchView } from './batch-view.tsx';
import styles from './deliveries-screen.module.css';
import { DeliveryCard } from './delivery-card.tsx';
import { splitRows } from './describe.ts';
import { History, Waiting } from './history.tsx';
import { useDeliveries } from './live-deliveries.ts';
import { SpeedLimit } from './speed-limit.tsx';
import { useSpokenDeliveries } from './spoken-deliveries.ts';

const none: readonly never[] = [];

type EverythingProps = {
  readonly rows: readonly DeliveryRow[];
  readonly batches: readonly KeptBatch[];
};

const Everything = ({ rows, batches }: EverythingProps) => {
  const { say } = useLanguage();
  const { onItsWay, ended } = splitRows(rows);
  const delivered = new Set(
    rows
      .filter(({ state }) => state !== 'failed' && state !== 'cancelled')
      .map(({ batch }) => batch),
  );
  return (
    <div className={styles.screen}>
      <div className={styles.column}>
        <div className={styles.top}>
          <h1>{say('deliveries.title')}</h1>
          <SpeedLimit />
        </div>
        <section>
          <h2>{say('deliveries.onItsWay')}</h2>
          {onItsWay.length === 0 ? (
            <p className={styles.quiet}>{say('deliveries.nothingOnItsWay')}</p>
          ) : null}
          {onItsWay.map((row) => (
            <DeliveryCard key={row.id} row={row} rows={rows} batches={batches} opens />
          ))}
        </section>
        <Waiting batches={batches.filter(({ batchId }) => !delivered.has(batchId))} />
        <History rows={ended} batches={batches} />
        {rows.length === 0 ? null : <AuditSave />}
      </div>
    </div>
  );
};

export const DeliveriesScreen = ({ batchId }: Places['deliveries']) => {
  const { say } = useLanguage();
  const profiles = useProfiles();
  const kept = useKeptBatches();
  const deliveries = useDeliveries();
  const rows = deliveries.data ?? none;
  const batches = kept.data ?? none;
  useSpokenDeliveries(rows, batches);
  const failed = profiles.error ?? kept.error ?? deliveries.error;
  if (failed !== null) {
    return (
      <div className={styles.screen}>
        <FailureNote failure={failureOf(failed)} />
      </div>
    );
  }
  if (kept.data === undefined || deliveries.data === undefined || profiles.data === undefined) {
    return null;
  }
  const batch = batches.find((one) => one.batchId === batchId);
  if (batch !== undefined) {
    const all = { rows, batches, profiles: profiles.data };
    return <BatchView key={batch.batchId} batch={batch} {...all} />;
  }
  if (batchId !== undefined && rows.some((row) => row.batch === batchId)) {
    return <ForeignBatchView batchId={batchId} rows={rows} batches={batches} />;
  }
  return batches.length === 0 && rows.length === 0 ? (
    <Nothing
      icon="deliver"
      title={say('deliveries.none')}
      hint={say('deliveries.noneHint')}
      action={{
        label: say('deliveries.goHome'),
        onClick: () => go({ screen: 'home', about: {} }),
      }}
    />
  ) : (
    <Everything rows={rows} batches={batches} />
  );
};
