/** What holds for every screen until it is over: practice only, a damaged database, no keychain, a restarted engine. */
import { type ReactNode, useEffect, useState } from 'react';
import { useAppState, useKeychain } from '../api/app-state.ts';
import { api } from '../api/client.ts';
import { useProfiles } from '../batches/channels.ts';
import { Icon } from '../components/icon.tsx';
import { useLanguage } from '../i18n/language.tsx';
import styles from './banners.module.css';

const Banner = (props: { text: string; role?: 'alert' | 'status'; children?: ReactNode }) => (
  <p className={styles.banner} role={props.role}>
    <Icon name="check" size={16} />
    <span>{props.text}</span>
    {props.children}
  </p>
);

const KeychainBanner = () => {
  const { say } = useLanguage();
  // Nobody without a channel that needs a key has to hear of it.
  const hasBucket = useProfiles().data?.some(({ place }) => place.kind === 's3') ?? false;
  const { state, askAgain, isAsking } = useKeychain({ isAsked: hasBucket });
  if (!hasBucket || state !== 'closed') return null;
  return (
    <Banner text={say('frame.keychainClosed')} role="status">
      <button type="button" disabled={isAsking} onClick={askAgain}>
        {say('frame.askAgain')}
      </button>
    </Banner>
  );
};

/** Stays until the app ends: what was known before is gone, and somebody has to add the channels. */
const StoreBanner = () => {
  const { say } = useLanguage();
  const atStart = useAppState()?.storeSetAside ?? null;
  const [since, setSince] = useState<string | null>(null);
  useEffect(() => api.engine.notice(({ keptAs }) => setSince(keptAs)), []);
  const name = since ?? atStart;
  return name === null ? null : <Banner text={say('frame.storeSetAside', { name })} role="alert" />;
};

export const Banners = () => {
  const { say } = useLanguage();
  const state = useAppState();
  const [restarted, setRestarted] = useState(false);
  useEffect(() => api.app.engineRestarted(() => setRestarted(true)), []);
  return (
    <aside className={styles.banners} aria-label={say('frame.notices')}>
      {state?.practiceOnly ? <Banner text={say('frame.practiceOnly')} /> : null}
      <StoreBanner />
      <KeychainBanner />
      {restarted ? (
        <Banner text={say('frame.engineRestarted')} role="alert">
          <button type="button" onClick={() => setRestarted(false)}>
            {say('frame.understood')}
          </button>
        </Banner>
      ) : null}
    </aside>
  );
};
