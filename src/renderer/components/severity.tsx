/** How serious a finding is: always an icon and a word, in the colour that stands for it. */
import type { Severity as SeverityName } from '#contract/rules.ts';
import { useLanguage } from '../i18n/language.tsx';
import { Icon, type IconName } from './icon.tsx';
import styles from './severity.module.css';

const icons: Readonly<Record<SeverityName, IconName>> = {
  error: 'stop',
  warning: 'check',
  info: 'note',
};

export const Severity = ({ severity }: { severity: SeverityName }) => {
  const { words } = useLanguage();
  return (
    <span className={styles.severity} data-severity={severity}>
      <Icon name={icons[severity]} size={15} />
      {words.say(`terms:severity.${severity}`)}
    </span>
  );
};
