/** Channels: where lists go, one profile each, at the left; the chosen one at the right. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Profile } from '#contract/schemas/profile.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { CellText } from '../../components/cell-text.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Nothing } from '../../components/page.tsx';
import { SidePane, TwoPanes } from '../../components/side-pane.tsx';
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
    <SidePane label={say('channels.list')}>
      <h1>{say('channels.title')}</h1>
      <p className="soft">{say('channels.intro')}</p>
      <ul className={styles.list} hidden={profiles.length === 0}>
        {profiles.map(({ id, name, client, environment }) => (
          <li key={id}>
            <button
              type="button"
              className={`bare ${styles.profile}`}
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
                <span className="soft">
                  <CellText value={client} />
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {profiles.length === 0 ? null : (
        <Button variant="default" onClick={() => onChoose('new')}>
          {say('channels.add')}
        </Button>
      )}
    </SidePane>
  );
};

export const ChannelsScreen = ({ profileId }: Places['channels']) => {
  const { say } = useLanguage();
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
    <TwoPanes>
      <ProfileList profiles={all} chosen={key} onChoose={setWish} />
      <div className={styles.side}>
        {profiles.isError ? <FailureNote failure={failureOf(profiles.error)} /> : null}
        {key === null && profiles.data === undefined ? null : key === null ? (
          <Nothing
            icon="channel"
            level={2}
            title={say('channels.none')}
            hint={say('channels.noneHint')}
            action={{ label: say('channels.add'), onClick: () => setWish('new') }}
          />
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
    </TwoPanes>
  );
};
