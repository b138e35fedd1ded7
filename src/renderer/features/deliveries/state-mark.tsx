/** How a delivery stands: always a sign and a word. */
import type { DeliveryRow, DeliveryState } from '#contract/schemas/delivery.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './delivery-card.module.css';
import { stateInWords } from './describe.ts';

type Tone = 'plain' | 'good' | 'check' | 'stop';

const looks: Readonly<Record<DeliveryState, { readonly icon: IconName; readonly tone: Tone }>> = {
  waiting: { icon: 'wait', tone: 'plain' },
  sending: { icon: 'deliver', tone: 'plain' },
  paused: { icon: 'pause', tone: 'check' },
  offline: { icon: 'offline', tone: 'check' },
  finishing: { icon: 'deliver', tone: 'plain' },
  uploaded: { icon: 'good', tone: 'good' },
  unknown: { icon: 'question', tone: 'check' },
  failed: { icon: 'stop', tone: 'stop' },
  cancelled: { icon: 'leftOut', tone: 'plain' },
};

export const StateMark = ({ row }: { row: DeliveryRow }) => {
  const spoken = useLanguage();
  const { icon, tone } = looks[row.state];
  return (
    <span className={styles.state} data-tone={tone}>
      <Icon name={icon} size={17} />
      {stateInWords(row, spoken)}
    </span>
  );
};
