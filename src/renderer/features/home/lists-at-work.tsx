/** What is open now and how far it is. */
import { CellText } from '../../components/cell-text.tsx';
import { Section } from '../../components/page.tsx';
import { RowButton, RowList } from '../../components/row-button.tsx';
import { shareOf } from '../../components/spoken-progress.ts';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { type CheckState, useOpenLists } from '../../lists/open-lists.ts';

const useStateInWords = () => {
  const { say, words } = useLanguage();
  return (check: CheckState): string => {
    switch (check.status) {
      case 'waiting':
        return say('home.waiting');
      case 'running':
        return say('home.checking', { percent: words.percent(shareOf(check.progress)) });
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
    <Section title={say('home.open')}>
      <RowList>
        {lists.map(({ key, file, check }) => (
          <RowButton
            key={key}
            name={<CellText value={file.name} />}
            meta={[words.bytes(file.bytes), inWords(check)]}
            onClick={() => go({ screen: 'fileCheck', about: { listKey: key } })}
          />
        ))}
      </RowList>
    </Section>
  );
};
