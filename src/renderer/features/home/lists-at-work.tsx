/** What is open now and how far it is. */
import { CellText } from '../../components/cell-text.tsx';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { type CheckState, useOpenLists } from '../../lists/open-lists.ts';
import styles from './home-screen.module.css';

const shareOf = (check: CheckState): number => {
  if (check.status !== 'running' || check.progress === null) return 0;
  const { doneBytes, totalBytes } = check.progress;
  return totalBytes === 0 ? 0 : doneBytes / totalBytes;
};

const useStateInWords = () => {
  const { say, words } = useLanguage();
  return (check: CheckState): string => {
    switch (check.status) {
      case 'waiting':
        return say('home.waiting');
      case 'running':
        return say('home.checking', { percent: words.percent(shareOf(check)) });
      case 'done':
        return say('home.ready', { count: check.report.records.deliverable });
      case 'failed':
        return say('home.failed');
      case 'stopped':
        return say('home.stopped');
    }
  };
};

export const ListsAtWork = () => {
  const { say, words } = useLanguage();
  const lists = useOpenLists((state) => state.lists);
  const inWords = useStateInWords();
  if (lists.length === 0) return null;
  return (
    <section>
      <h2 className={styles.heading}>{say('home.open')}</h2>
      <ul className={styles.rows}>
        {lists.map(({ key, file, check }) => (
          <li key={key}>
            <button
              type="button"
              className={styles.row}
              onClick={() => go({ screen: 'fileCheck', about: { listKey: key } })}
            >
              <span className={styles.fileName}>
                <CellText value={file.name} />
              </span>
              <span className={styles.meta}>{words.bytes(file.bytes)}</span>
              <span className={styles.meta}>{inWords(check)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};
