/** What was built and not delivered yet, and what came to its end. */
import { useId } from 'react';
import { isPracticeAddress } from '#contract/practice.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { KeptBatch } from '#contract/window.ts';
import { visible } from '#contract/words/visible.ts';
import { recordsOf } from '../../batches/channels.ts';
import { CellText } from '../../components/cell-text.tsx';
import { Figure } from '../../components/figure.tsx';
import { go } from '../../frame/place.ts';
import { formatMoment } from '../../i18n/moments.ts';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './deliveries-screen.module.css';
import { isIntoFolder } from './describe.ts';
import { ImportMark } from './import-mark.tsx';
import { nameOf } from './list-names.ts';
import { StateMark } from './state-mark.tsx';

const openBatch = (batchId: string) => go({ screen: 'deliveries', about: { batchId } });

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
          {batches.map(({ batchId, manifest }) => (
            <tr key={batchId}>
              <td>
                <button
                  type="button"
                  className={styles.open}
                  aria-label={say('deliveries.waitingOpen', { name: manifest.source.name })}
                  onClick={() => openBatch(batchId)}
                >
                  <CellText value={manifest.source.name} limit={60} />
                </button>
              </td>
              <td>{words.say(`terms:type.${manifest.type}`)}</td>
              <td className={styles.number}>
                <Figure value={recordsOf(manifest)} />
              </td>
              <td>{formatMoment(manifest.createdAt, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const ImportCell = ({ row, nameId }: { row: DeliveryRow; nameId: string }) => {
  const { say, language } = useLanguage();
  if (isIntoFolder(row)) {
    return <span className="soft">{say('deliveries.notApplicable')}</span>;
  }
  if (row.state !== 'uploaded') return <span>–</span>;
  return (
    <div className={styles.mark}>
      {row.importedAt === null ? null : (
        <span className="soft">
          {say('deliveries.importedAt', { moment: formatMoment(row.importedAt, language) })}
        </span>
      )}
      <ImportMark row={row} size="xs" describedBy={nameId} />
    </div>
  );
};

const HistoryRow = ({ row, batches }: { row: DeliveryRow; batches: readonly KeptBatch[] }) => {
  const { say, words, language } = useLanguage();
  const nameId = useId();
  const name = nameOf(row, batches);
  const made = batches.find(({ batchId }) => batchId === row.batch);
  const isPractice = isPracticeAddress(made?.manifest.address ?? null);
  return (
    <tr>
      <td>
        <button
          type="button"
          id={nameId}
          className={styles.open}
          aria-label={say('deliveries.historyOpen', { name })}
          onClick={() => openBatch(row.batch)}
        >
          <bdi>{name}</bdi>
        </button>
      </td>
      <td>
        {isPractice
          ? say('deliveries.practiceFolder')
          : visible(row.profileName ?? say('deliveries.elsewhere'))}
      </td>
      <td>{words.say(`terms:type.${row.type}`)}</td>
      <td className={styles.number}>
        <Figure value={row.records} />
      </td>
      <td>
        <StateMark row={row} />
      </td>
      <td>{formatMoment(row.finishedAt ?? row.queuedAt, language)}</td>
      <td>
        <ImportCell row={row} nameId={nameId} />
      </td>
    </tr>
  );
};

export type HistoryProps = {
  readonly rows: readonly DeliveryRow[];
  readonly batches: readonly KeptBatch[];
};

export const History = ({ rows, batches }: HistoryProps) => {
  const { say } = useLanguage();
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
            <th scope="col">{say('deliveries.ended')}</th>
            <th scope="col">{say('deliveries.importColumn')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <HistoryRow key={row.id} row={row} batches={batches} />
          ))}
        </tbody>
      </table>
    </section>
  );
};
