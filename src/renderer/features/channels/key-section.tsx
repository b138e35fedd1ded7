/** The access key of a channel: written, replaced, removed, and never shown again. */
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { credentials } from '#contract/schemas/profile.ts';
import { useKeychain } from '../../api/app-state.ts';
import { api } from '../../api/client.ts';
import { answerOf, askAgain, failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Section } from '../../components/page.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './channel-form.module.css';

const { accessKeyId, secretAccessKey, sessionToken } = credentials.shape;

const KeyForm = ({ profileId, hasKey }: { profileId: string; hasKey: boolean }) => {
  const { say } = useLanguage();
  const queries = useQueryClient();
  const [keyId, setKeyId] = useState('');
  const [secret, setSecret] = useState('');
  const [token, setToken] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const refresh = () => askAgain(queries, ['keys', 'state', profileId]);
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        api.keys.save({
          profileId,
          credentials: {
            accessKeyId: keyId.trim(),
            secretAccessKey: secret.trim(),
            ...(token.trim() === '' ? {} : { sessionToken: token.trim() }),
          },
        }),
      ),
    onSuccess: async () => {
      setKeyId('');
      setSecret('');
      setToken('');
      setWasTried(false);
      remove.reset();
      await refresh();
    },
  });
  const remove = useMutation({
    mutationFn: () => answerOf(api.keys.remove({ profileId })),
    onSuccess: async () => {
      save.reset();
      await refresh();
    },
  });
  const isWrong = {
    keyId: !accessKeyId.safeParse(keyId.trim()).success,
    secret: !secretAccessKey.safeParse(secret.trim()).success,
    token: token.trim() !== '' && !sessionToken.safeParse(token.trim()).success,
  };
  const errorOf = (field: keyof typeof isWrong) =>
    wasTried && isWrong[field] ? say(`channels.${field}Error`) : undefined;
  const trySave = () => {
    setWasTried(true);
    if (!Object.values(isWrong).includes(true)) save.mutate();
  };
  const failed = save.error ?? remove.error;
  const told = () => {
    if (save.data) {
      return say(
        save.data.keptIn === 'keychain' ? 'channels.keySavedKeychain' : 'channels.keySavedSession',
      );
    }
    return remove.isSuccess ? say('channels.keyRemoved') : '';
  };
  return (
    <>
      {failed ? <FailureNote failure={failureOf(failed)} /> : null}
      <TextInput
        label={say('channels.keyId')}
        description={say('channels.keyIdHint')}
        error={errorOf('keyId')}
        value={keyId}
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget }) => setKeyId(currentTarget.value)}
      />
      <PasswordInput
        label={say('channels.secret')}
        description={say('channels.secretHint')}
        error={errorOf('secret')}
        value={secret}
        autoComplete="off"
        visible={false}
        rightSection={<span />}
        onChange={({ currentTarget }) => setSecret(currentTarget.value)}
      />
      <PasswordInput
        label={say('channels.optional', { label: say('channels.token') })}
        description={say('channels.tokenHint')}
        error={errorOf('token')}
        value={token}
        autoComplete="off"
        visible={false}
        rightSection={<span />}
        onChange={({ currentTarget }) => setToken(currentTarget.value)}
      />
      <div className={`${styles.whole} buttons`}>
        <Button variant="default" onClick={trySave} loading={save.isPending}>
          {say(hasKey ? 'channels.keyReplace' : 'channels.keySave')}
        </Button>
        {hasKey ? (
          <Button variant="default" onClick={() => remove.mutate()} loading={remove.isPending}>
            {say('channels.keyRemove')}
          </Button>
        ) : null}
        <span role="status">{told()}</span>
      </div>
    </>
  );
};

const KeyState = ({ profileId }: { profileId: string }) => {
  const { say } = useLanguage();
  const keychain = useKeychain();
  const state = useQuery({
    queryKey: ['keys', 'state', profileId],
    queryFn: () => answerOf(api.keys.state({ profileId })),
  }).data;
  const lastFour = state?.lastFour ?? null;
  return (
    <>
      <div className={styles.whole}>
        {state === undefined ? null : (
          <p className={styles.keyState}>
            {lastFour === null
              ? say('channels.keyNone')
              : say('channels.keyKept', { lastFour: `…${lastFour}` })}
          </p>
        )}
        <p className="soft">{say('channels.keyWriteOnly')}</p>
        {keychain.state === undefined ? null : (
          <p className={keychain.state === 'open' ? 'soft' : styles.warning}>
            {say(keychain.state === 'open' ? 'channels.keychainOpen' : 'channels.keychainClosed')}
          </p>
        )}
      </div>
      <KeyForm profileId={profileId} hasKey={lastFour !== null} />
    </>
  );
};

export const KeySection = (props: {
  readonly profileId: string | undefined;
  /** The user came for the key. */
  readonly isWanted: boolean;
}) => {
  const { say } = useLanguage();
  const { profileId, isWanted } = props;
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isWanted) section.current?.scrollIntoView({ block: 'start' });
  }, [isWanted]);
  return (
    <Section ref={section} title={say('channels.sectionKey')}>
      <div className={styles.fields}>
        {profileId === undefined ? (
          <p className={`${styles.whole} soft`}>{say('channels.keyAfterSaving')}</p>
        ) : (
          <KeyState profileId={profileId} />
        )}
      </div>
    </Section>
  );
};
