/** What holds for every screen until it is over: practice only, no keychain, a restarted engine. */
import { useEffect, useState } from 'react';
import { useAppState } from '../api/app-state.ts';
import { api } from '../api/client.ts';
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../i18n/language.tsx';
import styles from './banners.module.css';

export const Banners = () => {
  const { say } = useLanguage();
  const state = useAppState();
  const [restarted, setRestarted] = useState(false);
  useEffect(() => api.app.engineRestarted(() => setRestarted(true)), []);
  return (
    <aside className={styles.banners} aria-label={say('frame.notices')}>
      {state?.practiceOnly ? (
        <p className={styles.banner} data-kind="check">
          <Icon name="check" size={16} />
          <span>{say('frame.practiceOnly')}</span>
        </p>
      ) : null}
      {restarted ? (
        <p className={styles.banner} data-kind="check" role="alert">
          <Icon name="check" size={16} />
          <span>{say('frame.engineRestarted')}</span>
          <button type="button" onClick={() => setRestarted(false)}>
            {say('frame.understood')}
          </button>
        </p>
      ) : null}
    </aside>
  );
};
