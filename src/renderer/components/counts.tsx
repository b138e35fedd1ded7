/** Counts as heroes: what is counted, small, over its number, large. */
import { useLanguage } from '../i18n/language.tsx';
import styles from './counts.module.css';

export type Count = {
  readonly label: string;
  /** Null while it is being counted. */
  readonly value: number | null;
  /** Only where the number is good or bad news. Nothing is neither. */
  readonly tone?: 'good' | 'stop';
};

export const Counts = ({ counts }: { counts: readonly Count[] }) => {
  const { words } = useLanguage();
  return (
    <dl className={styles.counts}>
      {counts.map(({ label, value, tone }) => (
        <div key={label} data-tone={value === 0 || value === null ? undefined : tone}>
          <dt>{label}</dt>
          <dd>{value === null ? '…' : words.number(value)}</dd>
        </div>
      ))}
    </dl>
  );
};
