/** Home: how a list gets in, what is open, and what was opened last. */
import { Button } from '@mantine/core';
import { useId } from 'react';
import { Icon } from '../../components/icon.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { ListsAtWork } from './lists-at-work.tsx';
import { RecentLists } from './recent-lists.tsx';
import { SampleOffer } from './sample-offer.tsx';
import styles from './home-screen.module.css';

const pasteKeys = navigator.userAgent.includes('Mac') ? '⌘V' : 'Ctrl+V';

/** The place to drop, and the two other ways that do the same. The preload script hears all three. */
const Intake = () => {
  const { say } = useLanguage();
  const inputId = useId();
  return (
    <section className={styles.intake}>
      <Icon name="drop" size={36} />
      <p className={styles.drop}>{say('home.drop')}</p>
      <p className={styles.soft}>{say('home.or')}</p>
      <Button component="label" htmlFor={inputId} size="md" className={styles.choose}>
        {say('home.choose')}
        <input
          id={inputId}
          className="visually-hidden"
          type="file"
          multiple
          accept=".csv,.tsv,.txt"
        />
      </Button>
      <p className={styles.soft}>{say('home.paste', { keys: pasteKeys })}</p>
    </section>
  );
};

export const HomeScreen = () => {
  const { say } = useLanguage();
  return (
    <div className={styles.screen}>
      <div className={styles.column}>
        <h1>{say('home.title')}</h1>
        <p className={styles.promise}>{say('home.promise')}</p>
        <Intake />
        <SampleOffer />
        <ListsAtWork />
        <RecentLists />
      </div>
    </div>
  );
};
