/** Asks the far end whether it can be reached and knows the key. Nothing is uploaded. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Profile } from '#contract/schemas/profile.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Icon } from '../../components/icon.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './channel-form.module.css';

export const ConnectionTest = (props: { profile: Profile; isChanged: boolean }) => {
  const { say, words } = useLanguage();
  const { profile, isChanged } = props;
  const test = useMutation({
    mutationFn: () =>
      answerOf(api.deliveries.testConnection({ to: { kind: 'profile', profileId: profile.id } })),
  });
  const region = test.data?.region ?? null;
  const verdict = () => {
    if (test.data?.verdict === 'only-upload-tells') return say('channels.onlyUpload');
    return say(profile.place.kind === 's3' ? 'channels.worksBucket' : 'channels.worksFolder');
  };
  return (
    <section className={styles.test}>
      <div className="buttons">
        <Button variant="default" onClick={() => test.mutate()} loading={test.isPending}>
          {say('channels.test')}
        </Button>
        {isChanged ? <span className="soft">{say('channels.testUnsaved')}</span> : null}
      </div>
      <div role="status">
        {test.isPending ? <p>{say('channels.testing')}</p> : null}
        {test.isSuccess ? (
          <p className={styles.verdict} data-verdict={test.data.verdict}>
            <Icon name={test.data.verdict === 'works' ? 'good' : 'check'} />
            <span>
              {words.sentences([
                verdict(),
                ...(region === null ? [] : [say('channels.testRegion', { region })]),
              ])}
            </span>
          </p>
        ) : null}
      </div>
      {test.isError ? <FailureNote failure={failureOf(test.error)} /> : null}
    </section>
  );
};
