/** What happened to a batch, from the audit trail: who did what, when. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { KeptBatch } from '#contract/window.ts';
import { visible } from '#contract/words/visible.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { formatMoment } from '../../i18n/moments.ts';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './time-line.module.css';
import { entryInWords } from './trail.ts';

export type TimeLineProps = {
  readonly batchId: string;
  /** Where the batch is kept here. */
  readonly batch: KeptBatch | undefined;
  readonly rows: readonly DeliveryRow[];
};

export const TimeLine = ({ batchId, batch, rows }: TimeLineProps) => {
  const { say, language } = useLanguage();
  // What was told of a delivery may have put something into the trail.
  const told = rows.map(({ id, state, importedAt }) => `${id} ${state} ${importedAt}`);
  const trail = useQuery({
    queryKey: ['audit', batchId, ...told],
    queryFn: async () => (await answerOf(api.audit.of({ batchId }))).events,
    placeholderData: keepPreviousData,
    // A mark that is taken back leaves the deliveries as they were, and the trail longer.
    staleTime: 0,
  });
  if (trail.isError) return <FailureNote failure={failureOf(trail.error)} />;
  const intoFolder = new Set(rows.filter(({ bucket }) => bucket === null).map(({ id }) => id));
  const events = (trail.data ?? []).flatMap(({ at, who, subject, ...entry }) => {
    const text = entryInWords(entry, intoFolder.has(subject), say);
    return text === null ? [] : [{ at, who, text }];
  });
  const built =
    batch === undefined
      ? []
      : [{ at: batch.manifest.createdAt, who: '', text: say('deliveries.eventBuilt') }];
  return (
    <section>
      <h2>{say('deliveries.timeLine')}</h2>
      <ol className={styles.line}>
        {[...built, ...events].map(({ at, who, text }, place) => (
          // Entries are only ever added at the end.
          // biome-ignore lint/suspicious/noArrayIndexKey: two entries can be of one moment.
          <li key={place}>
            <span className={styles.moment}>{formatMoment(at, language)}</span>
            <span className={styles.what}>
              <bdi>{text}</bdi>
              {who === '' ? null : (
                <span className={styles.who}>
                  {say('deliveries.eventBy', { who: visible(who) })}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
};
