/** One delivery on its way: where it goes, how far it is, why it stands still, and what can be done. */
import { Progress } from '@mantine/core';
import { useId } from 'react';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { KeptBatch } from '#contract/window.ts';
import { visible } from '#contract/words/visible.ts';
import { FailureNote } from '../../components/failure.tsx';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { AwaitedNote } from './awaited-note.tsx';
import styles from './delivery-card.module.css';
import { DeliveryActions } from './delivery-actions.tsx';
import { figuresOf, reasonInWords, shareOf } from './describe.ts';
import { nameOf } from './list-names.ts';
import { useRetryCountdown } from './retry-countdown.ts';
import { StateMark } from './state-mark.tsx';

/** Where it goes, in the colours of the environment. */
const CardBand = ({ row }: { row: DeliveryRow }) => {
  const { say } = useLanguage();
  const { environment, profileName } = row;
  const name = visible(profileName ?? say('deliveries.elsewhere'));
  return (
    <p className={styles.band} data-environment={environment ?? 'none'}>
      {environment === 'practice'
        ? say('deliveries.practice')
        : environment === null
          ? name
          : say(`deliveries.${environment}`, { name })}
    </p>
  );
};

const Pace = ({ row, name }: { row: DeliveryRow; name: string }) => {
  const spoken = useLanguage();
  const { say, words } = spoken;
  const retryInMs = useRetryCountdown(row);
  return (
    <div className={styles.pace}>
      <Progress
        value={shareOf(row) * 100}
        color={row.state === 'sending' || row.state === 'finishing' ? 'blue' : 'gray'}
        aria-label={say('deliveries.progressOf', { name })}
        transitionDuration={120}
      />
      <p className={styles.figures}>
        {figuresOf(row, retryInMs, spoken).join(' · ')}
        {row.limitedTo === null || row.state !== 'sending' ? null : (
          <span className={styles.limited}>
            {say('deliveries.limitedTo', { bytes: words.bytes(row.limitedTo) })}
          </span>
        )}
      </p>
    </div>
  );
};

export type DeliveryCardProps = {
  readonly row: DeliveryRow;
  readonly rows: readonly DeliveryRow[];
  readonly batches: readonly KeptBatch[];
  /** Its name leads to all about the batch. */
  readonly opens?: boolean;
};

export const DeliveryCard = ({ row, rows, batches, opens = false }: DeliveryCardProps) => {
  const spoken = useLanguage();
  const { say, words } = spoken;
  const headingId = useId();
  const name = nameOf(row, batches);
  const reason = reasonInWords(row, spoken);
  // Of a delivery that may have arrived no bar tells the truth.
  const hasPace = row.state !== 'unknown' && (row.state !== 'waiting' || row.doneBytes > 0);
  return (
    <article className={styles.card} aria-labelledby={headingId}>
      <CardBand row={row} />
      <div className={styles.body}>
        <div className={styles.head}>
          <h3 id={headingId}>
            {opens ? (
              <button
                type="button"
                className={styles.open}
                onClick={() => go({ screen: 'deliveries', about: { batchId: row.batch } })}
              >
                <bdi>{name}</bdi>
              </button>
            ) : (
              <bdi>{name}</bdi>
            )}
          </h3>
          <StateMark row={row} />
        </div>
        <p className={styles.about}>
          {[
            words.say(`terms:type.${row.type}`),
            say('deliveries.rowsOf', { count: row.records }),
            words.bytes(row.bytes),
          ].join(' · ')}
        </p>
        {hasPace ? <Pace row={row} name={name} /> : null}
        {reason === null ? null : <p className={styles.reason}>{reason}</p>}
        {row.waitsFor === null ? null : (
          <AwaitedNote awaited={rows.find(({ id }) => id === row.waitsFor)} batches={batches} />
        )}
        {row.failure === null || row.state === 'sending' ? null : (
          <FailureNote failure={row.failure} />
        )}
        <DeliveryActions row={row} />
      </div>
    </article>
  );
};
