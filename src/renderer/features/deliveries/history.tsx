/** What was built and not delivered yet, and what was delivered. */
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { isPracticeAddress } from '#contract/practice.ts';
import type { deliveryRow } from '#contract/schemas/delivery.ts';
import type { KeptBatch } from '#contract/window.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { recordsOf } from '../../batches/channels.ts';
import { CellText } from '../../components/cell-text.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Figure } from '../../components/figure.tsx';
import { go } from '../../frame/place.ts';
import { formatMoment } from '../../i18n/moments.ts';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './deliveries-screen.module.css';

type DeliveryRow = z.output<typeof deliveryRow>;

const key = ['deliveries', 'list'] as const;

/** Every delivery that was ever begun here. Read again whenever it is shown. */
export const useHistory = () =>
  useQuery({
    queryKey: key,
    queryFn: async () => (await answerOf(api.deliveries.list({}))).deliveries,
    refetchOnMount: 'always',
  });

export const historyKey = key;

const nameOf = ({ manifest }: KeptBatch): string => manifest.source.name;

const ImportMark = ({ row, isPractice }: { row: DeliveryRow; isPractice: boolean }) => {
  const { say, language } = useLanguage();
  const queries = useQueryClient();
  const mark = useMutation({
    mutationFn: (imported: boolean) =>
      answerOf(api.deliveries.markImported({ deliveryId: row.id, imported })),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  });
  if (isPractice) return <span className={styles.hint}>{say('deliveries.notApplicable')}</span>;
  if (row.state !== 'uploaded') return <span>–</span>;
  const isMarked = row.importedAt !== null;
  return (
    <>
      {row.importedAt === null ? null : (
        <span>
          {say('deliveries.importedAt', { moment: formatMoment(row.importedAt, language) })}{' '}
        </span>
      )}
      <Button
        size="xs"
        variant="default"
        loading={mark.isPending}
        onClick={() => mark.mutate(!isMarked)}
      >
        {say(isMarked ? 'deliveries.unmarkImported' : 'deliveries.markImported')}
      </Button>
      {mark.isError ? <FailureNote failure={failureOf(mark.error)} /> : null}
    </>
  );
};

export const Waiting = ({ batches }: { batches: readonly KeptBatch[] }) => {
  const { say, words, language } = useLanguage();
  if (batches.length === 0) return null;
  return (
    <section>
      <h2>{say('deliveries.waiting')}</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{say('deliveries.batch')}</th>
            <th scope="col">{say('deliveries.type')}</th>
            <th scope="col" className={styles.number}>
              {say('deliveries.rows')}
            </th>
            <th scope="col">{say('deliveries.builtAt')}</th>
          </tr>
        </thead>
        <tbody>
          {batches.map((batch) => (
            <tr key={batch.batchId}>
              <td>
                <Button
                  size="xs"
                  variant="subtle"
                  aria-label={say('deliveries.waitingOpen', { name: nameOf(batch) })}
                  onClick={() => go({ screen: 'deliveries', about: { batchId: batch.batchId } })}
                >
                  <CellText value={nameOf(batch)} limit={60} />
                </Button>
              </td>
              <td>{words.say(`terms:type.${batch.manifest.type}`)}</td>
              <td className={styles.number}>
                <Figure value={recordsOf(batch.manifest)} />
              </td>
              <td>{formatMoment(batch.manifest.createdAt, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

export type HistoryProps = {
  readonly rows: readonly DeliveryRow[];
  readonly batches: readonly KeptBatch[];
};

export const History = ({ rows, batches }: HistoryProps) => {
  const { say, words, language } = useLanguage();
  if (rows.length === 0) return null;
  return (
    <section>
      <h2>{say('deliveries.history')}</h2>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{say('deliveries.batch')}</th>
            <th scope="col">{say('deliveries.to')}</th>
            <th scope="col">{say('deliveries.type')}</th>
            <th scope="col" className={styles.number}>
              {say('deliveries.rows')}
            </th>
            <th scope="col">{say('deliveries.state')}</th>
            <th scope="col">{say('deliveries.started')}</th>
            <th scope="col">{say('deliveries.imported')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const batch = batches.find(({ batchId }) => batchId === row.batch);
            const isPractice = isPracticeAddress(batch?.manifest.address ?? null);
            return (
              <tr key={row.id}>
                <td>
                  <CellText value={batch === undefined ? row.batch : nameOf(batch)} limit={40} />
                </td>
                <td>
                  {isPractice
                    ? say('deliveries.practiceFolder')
                    : (row.profileName ?? say('deliveries.elsewhere'))}
                </td>
                <td>{row.type}</td>
                <td className={styles.number}>
                  <Figure value={row.records} />
                </td>
                <td>
                  {isPractice && row.state === 'uploaded'
                    ? say('deliveries.statePlaced')
                    : words.say(`terms:deliveryState.${row.state}`)}
                </td>
                <td>{formatMoment(row.startedAt ?? row.queuedAt, language)}</td>
                <td>
                  <ImportMark row={row} isPractice={isPractice} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
};
