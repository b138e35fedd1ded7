/** The files that were opened last: one action to open one again. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { answerOf, askAgain, failureOf } from '../../api/queries.ts';
import { CellText } from '../../components/cell-text.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Section } from '../../components/page.tsx';
import { RowButton, RowList } from '../../components/row-button.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { formatMoment } from '../../i18n/moments.ts';
import { receiveLists } from '../../lists/receive-lists.tsx';
import styles from './home-screen.module.css';

const queryKey = ['lists', 'recent'] as const;

export const RecentLists = () => {
  const { say, words, language } = useLanguage();
  const queries = useQueryClient();
  const recent = useQuery({
    queryKey,
    queryFn: () => answerOf(api.lists.recent({})),
    // What was opened since the screen was last looked at belongs here.
    refetchOnMount: 'always',
  });
  const openAgain = useMutation({
    mutationFn: (recentId: string) => answerOf(api.lists.openRecent({ recentId })),
    onSuccess: (file) => receiveLists([file], queries),
  });
  const forget = useMutation({
    mutationFn: () => answerOf(api.lists.forgetRecent({})),
    onSuccess: () => askAgain(queries, queryKey),
  });
  const lists = recent.data?.lists ?? [];
  return (
    <Section title={say('home.recent')}>
      {openAgain.isError ? <FailureNote failure={failureOf(openAgain.error)} /> : null}
      {lists.length === 0 ? (
        <p className="soft">{say('home.noRecent')}</p>
      ) : (
        <>
          <RowList>
            {lists.map(({ recentId, name, bytes, openedAt }) => (
              <RowButton
                key={recentId}
                name={<CellText value={name} />}
                meta={[words.bytes(bytes), formatMoment(openedAt, language)]}
                onClick={() => openAgain.mutate(recentId)}
              />
            ))}
          </RowList>
          <button
            type="button"
            className={`plain ${styles.forget}`}
            onClick={() => forget.mutate()}
          >
            {say('home.forget')}
          </button>
        </>
      )}
    </Section>
  );
};
