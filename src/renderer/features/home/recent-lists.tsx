/** The files that were opened last: one action to open one again. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { failureOf, answerOf } from '../../api/queries.ts';
import { CellText } from '../../components/cell-text.tsx';
import { FailureNote } from '../../components/failure.tsx';
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
    onSuccess: (file) => receiveLists([file]),
  });
  const forget = useMutation({
    mutationFn: () => answerOf(api.lists.forgetRecent({})),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
  const lists = recent.data?.lists ?? [];
  return (
    <section>
      <div className={styles.heading}>
        <h2>{say('home.recent')}</h2>
        {lists.length > 0 ? (
          <button type="button" className={styles.plain} onClick={() => forget.mutate()}>
            {say('home.forget')}
          </button>
        ) : null}
      </div>
      {openAgain.isError ? <FailureNote failure={failureOf(openAgain.error)} /> : null}
      {lists.length === 0 ? (
        <p className={styles.soft}>{say('home.noRecent')}</p>
      ) : (
        <ul className={styles.rows}>
          {lists.map(({ recentId, name, bytes, openedAt }) => (
            <li key={recentId}>
              <button
                type="button"
                className={styles.row}
                onClick={() => openAgain.mutate(recentId)}
              >
                <span className={styles.fileName}>
                  <CellText value={name} />
                </span>
                <span className={styles.meta}>{words.bytes(bytes)}</span>
                <span className={styles.meta}>{formatMoment(openedAt, language)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
};
