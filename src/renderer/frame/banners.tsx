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

/** They stay until the app ends: something that was known is gone, and somebody has to add it again. */
const StoreBanners = () => {
  const { say } = useLanguage();
  const state = useAppState();
  const store = state?.storeSetAside ?? null;
  return (
    <>
      {store === null ? null : (
        <Banner text={say('frame.storeSetAside', { name: store })} role="alert" />
      )}
      {state?.profilesSetAside.map((name) => (
        <Banner key={name} text={say('frame.profileSetAside', { name })} role="alert" />
      ))}
    </>
  );
};

export const Banners = () => {
  const { say } = useLanguage();
  const state = useAppState();
  const [restarted, setRestarted] = useState(false);
  useEffect(() => api.app.engineRestarted(() => setRestarted(true)), []);
  return (
    <aside className={styles.banners} aria-label={say('frame.notices')}>
      {state?.practiceOnly ? <Banner text={say('frame.practiceOnly')} /> : null}
      <StoreBanners />
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
