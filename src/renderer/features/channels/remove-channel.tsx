/** Removes a channel and its key, after one question on the same page. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Profile } from '#contract/schemas/profile.ts';
import { visible } from '#contract/words/visible.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { onEscape, useReturnFocus } from '../../components/return-focus.ts';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './channel-form.module.css';

/** The key goes first: without its channel nothing would ever ask for it again. */
const removeProfile = async ({ id: profileId, place }: Profile) => {
  if (place.kind === 's3') {
    const { lastFour } = await answerOf(api.keys.state({ profileId }));
    if (lastFour !== null) await answerOf(api.keys.remove({ profileId }));
  }
  return answerOf(api.profiles.remove({ profileId }));
};

export const RemoveChannel = (props: { profile: Profile; onRemoved: () => Promise<void> }) => {
  const { say } = useLanguage();
  const { profile, onRemoved } = props;
  const [isAsking, setIsAsking] = useState(false);
  const opener = useReturnFocus(isAsking);
  const remove = useMutation({ mutationFn: () => removeProfile(profile), onSuccess: onRemoved });
  if (!isAsking) {
    return (
      <div>
        <Button ref={opener} variant="default" onClick={() => setIsAsking(true)}>
          {say('channels.remove')}
        </Button>
      </div>
    );
  }
  return (
    <section
      className={styles.question}
      aria-label={say('channels.remove')}
      onKeyDown={onEscape(() => setIsAsking(false))}
    >
      <h2>{say('channels.removeTitle', { name: visible(profile.name) })}</h2>
      <p>{say('channels.removeText')}</p>
      {remove.isError ? <FailureNote failure={failureOf(remove.error)} /> : null}
      <div className="buttons">
        <Button variant="default" onClick={() => setIsAsking(false)} autoFocus>
          {say('channels.removeNo')}
        </Button>
        <Button variant="default" onClick={() => remove.mutate()} loading={remove.isPending}>
          {say('channels.removeYes')}
        </Button>
      </div>
    </section>
  );
};
