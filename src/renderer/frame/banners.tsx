/** What holds for every screen until it is over: practice only, no keychain, a restarted engine. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useAppState } from '../api/app-state.ts';
import { api } from '../api/client.ts';
import { answerOf } from '../api/queries.ts';
import { useProfiles } from '../batches/channels.ts';
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../i18n/language.tsx';
import styles from './banners.module.css';

/** Whether keys can't be kept. Nobody without a channel that needs one has to hear of it. */
const useKeysAreHeldOnly = (): boolean => {
  const hasBucket = useProfiles().data?.some(({ place }) => place.kind === 's3') ?? false;
  const keychain = useQuery({
    queryKey: ['keys', 'keychain'],
    enabled: hasBucket,
    queryFn: () => answerOf(api.keys.keychain({})),
  }).data;
  return hasBucket && keychain?.state === 'closed';
};

export const Banners = () => {
  const { say } = useLanguage();
  const state = useAppState();
  const keysAreHeldOnly = useKeysAreHeldOnly();
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
      {keysAreHeldOnly ? (
        <p className={styles.banner} data-kind="check">
          <Icon name="check" size={16} />
          <span>{say('frame.keychainClosed')}</span>
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
