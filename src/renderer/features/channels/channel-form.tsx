/** One channel: its entries, each with a hint and its own error, its key, its test, its removal. */
import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { Profile } from '#contract/schemas/profile.ts';
import { visible } from '#contract/words/visible.ts';
import { api } from '../../api/client.ts';
import { answerOf, askAgain, failureOf } from '../../api/queries.ts';
import { announce } from '../../components/announcer.tsx';
import { EnvironmentBand } from '../../components/channel-band.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { Section } from '../../components/page.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import {
  type CheckedField,
  draftOf,
  dropDraft,
  emptyDraft,
  fieldsOf,
  keepDraft,
  useDrafts,
  wrongFields,
} from './channel-draft.ts';
import { EnvironmentChoice, type FormState, Text, TimeZone } from './channel-fields.tsx';
import styles from './channel-form.module.css';
import { ConnectionTest } from './connection-test.tsx';
import { KeySection } from './key-section.tsx';
import { PlaceFields } from './place-fields.tsx';
import { RemoveChannel } from './remove-channel.tsx';

/** The draft, what is wrong with it, and which of that is to be said already. */
const useForm = (draftKey: string, profile: Profile | undefined) => {
  const { say } = useLanguage();
  const kept = useDrafts(({ drafts }) => drafts[draftKey]);
  const [left, setLeft] = useState<ReadonlySet<CheckedField>>(new Set());
  const [wasTried, setWasTried] = useState(false);
  const draft = kept ?? (profile === undefined ? emptyDraft : draftOf(profile));
  const wrong = wrongFields(draft);
  const form: FormState = {
    draft,
    change: (part) => keepDraft(draftKey, { ...draft, ...part }),
    errorOf: (field) => {
      if (!wrong.includes(field)) return undefined;
      const isFilled = draft[field] !== '' && draft[field] !== null;
      const isDue = wasTried || (left.has(field) && isFilled);
      return isDue ? say(`channels.${field}Error`) : undefined;
    },
    onLeave: (field) => setLeft(new Set([...left, field])),
  };
  return { form, wrong, wasTried, setWasTried, isChanged: kept !== undefined };
};

export type ChannelFormProps = {
  readonly draftKey: string;
  /** Undefined for a new one. */
  readonly profile: Profile | undefined;
  /** The user came for the access key. */
  readonly atKey: boolean;
  /** Shows another channel: the one that was added, or the first where this one is gone. */
  readonly onShow: (key: string | null) => void;
};

export const ChannelForm = ({ draftKey, profile, atKey, onShow }: ChannelFormProps) => {
  const { say, words } = useLanguage();
  const queries = useQueryClient();
  const { form, wrong, wasTried, setWasTried, isChanged } = useForm(draftKey, profile);
  const { draft } = form;
  const fieldsElement = useRef<HTMLDivElement>(null);
  const refresh = () => askAgain(queries, ['profiles']);
  const save = useMutation({
    mutationFn: async () => {
      const fields = fieldsOf(draft, profile);
      if (fields === undefined) return undefined;
      return answerOf(
        profile === undefined
          ? api.profiles.add(fields)
          : api.profiles.update({ profileId: profile.id, fields }),
      );
    },
    onSuccess: async (saved) => {
      if (saved === undefined) return;
      await refresh();
      dropDraft(draftKey);
      setWasTried(false);
      announce(say('channels.saved'));
      onShow(saved.id);
    },
  });
  const trySave = () => {
    setWasTried(true);
    if (wrong.length === 0) return save.mutate();
    announce(say('channels.errors', { count: wrong.length }));
    // The first entry to look at again, once it is marked.
    requestAnimationFrame(() =>
      fieldsElement.current
        ?.querySelector<HTMLElement>(
          '[aria-invalid=true], [role=radiogroup] input, button[aria-describedby]',
        )
        ?.focus(),
    );
    return undefined;
  };
  const name = draft.name.trim();
  const saveLabel = () => {
    if (profile !== undefined) return say('channels.save');
    return name === ''
      ? say('channels.saveNewUnnamed')
      : say('channels.saveNew', { name: visible(name.slice(0, 40)) });
  };
  return (
    <>
      {draft.environment === null ? null : (
        <EnvironmentBand environment={draft.environment} name={name}>
          {draft.environment === 'production' ? say('channels.productionBand') : undefined}
        </EnvironmentBand>
      )}
      <div className={styles.form} ref={fieldsElement}>
        <h2 className={styles.title}>
          {profile === undefined ? say('channels.newTitle') : <bdi>{visible(profile.name)}</bdi>}
          {profile === undefined ? null : (
            <span className={styles.kind}>
              {words.say(`terms:environment.${profile.environment}`)}
            </span>
          )}
        </h2>
        {save.isError ? <FailureNote failure={failureOf(save.error)} /> : null}
        <Section title={say('channels.section')}>
          <div className={styles.fields}>
            <Text form={form} field="name" />
            <Text form={form} field="client" />
            <div className={styles.whole}>
              <EnvironmentChoice form={form} />
            </div>
            <Text form={form} field="appId" />
            <Text form={form} field="channelId" />
          </div>
        </Section>
        <PlaceFields form={form} />
        <Section title={say('channels.sectionMore')}>
          <div className={styles.fields}>
            <TimeZone form={form} />
            <div className={styles.whole}>
              <Checkbox
                checked={draft.acceptsIdsOnly}
                onChange={({ currentTarget }) =>
                  form.change({ acceptsIdsOnly: currentTarget.checked })
                }
                label={say('channels.idsOnly')}
                description={say('channels.idsOnlyHint')}
              />
            </div>
          </div>
        </Section>
        {draft.placeKind === 's3' ? <KeySection profileId={profile?.id} isWanted={atKey} /> : null}
        {profile === undefined ? null : (
          <>
            <ConnectionTest profile={profile} isChanged={isChanged} />
            <RemoveChannel
              profile={profile}
              onRemoved={async () => {
                dropDraft(draftKey);
                await refresh();
                announce(say('channels.removed'));
                onShow(null);
              }}
            />
          </>
        )}
      </div>
      <NextStep
        label={saveLabel()}
        onClick={trySave}
        busy={save.isPending}
        disabled={profile !== undefined && !isChanged}
      >
        {wasTried && wrong.length > 0 ? (
          <span className={styles.error} role="status">
            {say('channels.errors', { count: wrong.length })}
          </span>
        ) : null}
        {isChanged || profile === undefined ? (
          <Button
            variant="default"
            onClick={() => {
              dropDraft(draftKey);
              setWasTried(false);
              if (profile === undefined) onShow(null);
            }}
          >
            {say(profile === undefined ? 'channels.cancel' : 'channels.discard')}
          </Button>
        ) : null}
        {save.isSuccess && !isChanged ? <span role="status">{say('channels.saved')}</span> : null}
      </NextStep>
    </>
  );
};
