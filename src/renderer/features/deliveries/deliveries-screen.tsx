/** Deliveries: the batch that goes out next, those that wait, and the history. */
import { Button } from '@mantine/core';
import { failureOf } from '../../api/queries.ts';
import { useProfiles } from '../../batches/channels.ts';
import { useKeptBatches } from '../../batches/kept-batches.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Icon } from '../../components/icon.tsx';
import { go, type Places } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { BatchView } from './batch-view.tsx';
import styles from './deliveries-screen.module.css';
import { History, useHistory, Waiting } from './history.tsx';

const Nothing = () => {
  const { say } = useLanguage();
  return (
    <div className={styles.none}>
      <Icon name="deliver" size={36} />
      <h1>{say('deliveries.none')}</h1>
      <p>{say('deliveries.noneHint')}</p>
      <Button onClick={() => go({ screen: 'home', about: {} })}>{say('deliveries.goHome')}</Button>
    </div>
  );
};

export const DeliveriesScreen = ({ batchId }: Places['deliveries']) => {
  const { say } = useLanguage();
  const profiles = useProfiles();
  const kept = useKeptBatches();
  const history = useHistory();
  const failed = profiles.error ?? kept.error ?? history.error;
  if (failed !== null) {
    return (
      <div className={styles.screen}>
        <FailureNote failure={failureOf(failed)} />
      </div>
    );
  }
  if (kept.data === undefined || history.data === undefined || profiles.data === undefined) {
    return null;
  }
  const batches = kept.data;
  const rows = history.data;
  const delivered = new Set(
    rows.filter(({ state }) => state === 'uploaded').map(({ batch }) => batch),
  );
  const batch = batches.find((one) => one.batchId === batchId);
  const waiting = batches.filter((one) => !delivered.has(one.batchId) && one !== batch);
  const rest = (
    <>
      <Waiting batches={waiting} />
      <History rows={rows} batches={batches} />
    </>
  );
  if (batch !== undefined) {
    return (
      <BatchView key={batch.batchId} batch={batch} profiles={profiles.data}>
        {rest}
      </BatchView>
    );
  }
  if (waiting.length === 0 && rows.length === 0) return <Nothing />;
  return (
    <div className={styles.screen}>
      <div className={styles.column}>
        <h1>{say('deliveries.title')}</h1>
        {rest}
      </div>
    </div>
  );
};
