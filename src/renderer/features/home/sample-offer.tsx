/** For somebody who has no list at hand yet: a made-up one with planted problems. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { failureOf, answerOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Icon } from '../../components/icon.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { receiveSample } from '../../lists/receive-lists.tsx';
import styles from './home-screen.module.css';

export const SampleOffer = () => {
  const { say } = useLanguage();
  const sample = useMutation({
    mutationFn: () => answerOf(api.lists.openSample({})),
    onSuccess: receiveSample,
  });
  return (
    <section>
      <div className={styles.offer}>
        <Icon name="sample" size={24} />
        <div>
          <h2>{say('home.sampleTitle')}</h2>
          <p className="soft">{say('home.sampleText')}</p>
        </div>
        <Button variant="default" onClick={() => sample.mutate()} loading={sample.isPending}>
          {say('home.sample')}
        </Button>
      </div>
      {sample.isError ? <FailureNote failure={failureOf(sample.error)} /> : null}
    </section>
  );
};
