/** Home: how a list gets in, what is open, and what was opened last. */
import { DropZone } from '../../components/drop-zone.tsx';
import { FileButton } from '../../components/file-button.tsx';
import { Page } from '../../components/page.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { ListsAtWork } from './lists-at-work.tsx';
import { RecentLists } from './recent-lists.tsx';
import { SampleOffer } from './sample-offer.tsx';

const pasteKeys = navigator.userAgent.includes('Mac') ? '⌘V' : 'Ctrl+V';

export const HomeScreen = () => {
  const { say } = useLanguage();
  return (
    <Page title={say('home.title')} intro={say('home.promise')}>
      <DropZone title={say('home.drop')}>
        <p className="soft">{say('home.or')}</p>
        <FileButton size="md" multiple>
          {say('home.choose')}
        </FileButton>
        <p className="soft">{say('home.paste', { keys: pasteKeys })}</p>
      </DropZone>
      <SampleOffer />
      <ListsAtWork />
      <RecentLists />
    </Page>
  );
};
