/** Channels: where lists go, one profile each, at the left; the chosen one at the right. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Profile } from '#contract/schemas/profile.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { CellText } from '../../components/cell-text.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Icon } from '../../components/icon.tsx';
import type { Places } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { ChannelForm } from './channel-form.tsx';
import styles from './channels-screen.module.css';

export const profilesKey = ['profiles'] as const;

type ListProps = {
  readonly profiles: readonly Profile[];
  readonly chosen: string | null;
  readonly onChoose: (key: string) => void;
};

const ProfileList = ({ profiles, chosen, onChoose }: ListProps) => {
  const { say, words } = useLanguage();
  return (
    <aside className={styles.list} aria-label={say('channels.list')}>
      <h1>{say('channels.title')}</h1>
      <p className={styles.soft}>{say('channels.intro')}</p>
      <ul>
        {profiles.map(({ id, name, client, environment }) => (
          <li key={id}>
            <button
              type="button"
              className={styles.profile}
              aria-current={id === chosen}
              onClick={() => onChoose(id)}
            >
              <span className={styles.profileName}>
                <CellText value={name} />
              </span>
              <span className={styles.badge} data-environment={environment}>
                {words.say(`terms:environment.${environment}`)}
              </span>
              {client === undefined ? null : (
                <span className={styles.soft}>
                  <CellText value={client} />
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      <Button variant="default" onClick={() => onChoose('new')}>
        {say('channels.add')}
      </Button>
    </aside>
  );
};

const Nothing = () => {
  const { say } = useLanguage();
  return (
    <div className={styles.none}>
      <Icon name="channel" size={36} />
      <h2>{say('channels.none')}</h2>
      <p>{say('channels.noneHint')}</p>
    </div>
  );
};

export const ChannelsScreen = ({ profileId }: Places['channels']) => {
  const profiles = useQuery({
    queryKey: profilesKey,
    queryFn: () => answerOf(api.profiles.list({})),
    refetchOnMount: 'always',
  });
  const [wish, setWish] = useState<string | null>(profileId ?? null);
  const all = profiles.data?.profiles ?? [];
  const shown = all.find(({ id }) => id === wish) ?? (wish === 'new' ? undefined : all[0]);
  const key = shown?.id ?? (wish === 'new' ? 'new' : null);
  return (
    <div className={styles.screen}>
      <ProfileList profiles={all} chosen={key} onChoose={setWish} />
      <div className={styles.side}>
        {profiles.isError ? <FailureNote failure={failureOf(profiles.error)} /> : null}
        {key === null ? (
          <Nothing />
        ) : (
          <ChannelForm
            key={key}
            draftKey={key}
            profile={shown}
            atKey={profileId !== undefined && key === profileId}
            onShow={setWish}
          />
        )}
      </div>
    </div>
  );
};
