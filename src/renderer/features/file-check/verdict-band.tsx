/** The verdict: one sentence, three counts, and how they share the list. */
import type { CheckReport, RecordCounts } from '#contract/schemas/check.ts';
import { Counts } from '../../components/counts.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { type Verdict, verdictInWords, verdictOf } from './verdict.ts';
import styles from './verdict-band.module.css';

const signs: Readonly<Record<Verdict, { icon: IconName; tone: string }>> = {
  good: { icon: 'good', tone: 'good' },
  toCheck: { icon: 'check', tone: 'check' },
  someRejected: { icon: 'check', tone: 'check' },
  noneDeliverable: { icon: 'stop', tone: 'stop' },
  unusable: { icon: 'stop', tone: 'stop' },
};

const shares = [
  { count: 'deliverable', tone: 'good' },
  { count: 'rejected', tone: 'stop' },
  { count: 'leftOut', tone: 'note' },
] as const;

/** The counts as one bar. The figures beside it say the same in words. */
const ShareBar = ({ records }: { records: RecordCounts }) => (
  <div className={styles.bar} aria-hidden="true">
    {shares.map(({ count, tone }) =>
      records[count] === 0 ? null : (
        <span key={count} data-tone={tone} style={{ flexGrow: records[count] }} />
      ),
    )}
  </div>
);

export const VerdictBand = ({ report, isGone }: { report: CheckReport; isGone: boolean }) => {
  const spoken = useLanguage();
  const { say, words } = spoken;
  const { records } = report;
  const { icon, tone } = signs[verdictOf(report)];
  return (
    <section className={styles.band}>
      <div className={styles.sentence}>
        <h2 data-tone={tone}>
          <Icon name={icon} size={24} />
          <span>{verdictInWords(report, spoken)}</span>
        </h2>
        <p className={styles.soft}>
          {records.partial
            ? say('fileCheck.partial')
            : say('fileCheck.checkedIn', { duration: words.duration(report.elapsedMs) })}
        </p>
        {isGone && <p>{say('fileCheck.gone')}</p>}
      </div>
      <div className={styles.counts}>
        <Counts
          counts={[
            { label: say('fileCheck.deliverable'), value: records.deliverable, tone: 'good' },
            { label: say('fileCheck.rejected'), value: records.rejected, tone: 'stop' },
            { label: say('fileCheck.leftOut'), value: records.leftOut },
            { label: say('fileCheck.total'), value: records.total },
          ]}
        />
        <ShareBar records={records} />
      </div>
    </section>
  );
};
