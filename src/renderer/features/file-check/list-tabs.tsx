/** The open lists, where there is more than one to switch between. */
import { CellText } from '../../components/cell-text.tsx';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { useOpenLists } from '../../lists/open-lists.ts';
import styles from './list-tabs.module.css';

export const ListTabs = ({ shownKey }: { shownKey: string }) => {
  const { say } = useLanguage();
  const lists = useOpenLists((state) => state.lists);
  if (lists.length < 2) return null;
  return (
    <nav className={styles.tabs} aria-label={say('fileCheck.openLists')}>
      {lists.map(({ key, file }) => (
        <button
          key={key}
          type="button"
          aria-current={key === shownKey ? 'true' : undefined}
          onClick={() => go({ screen: 'fileCheck', about: { listKey: key } })}
        >
          <CellText value={file.name} limit={60} />
        </button>
      ))}
    </nav>
  );
};
