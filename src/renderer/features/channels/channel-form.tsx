/** One channel: its entries, each with a hint and its own error, its key, its test, its removal. */
import { Autocomplete, Button, Checkbox, Radio, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useRef, useState } from 'react';
import { environment as environments } from '#contract/schemas/batch.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import { visible } from '#contract/words/visible.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { announce } from '../../components/announcer.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Icon } from '../../components/icon.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './channel-form.module.css';
import {
  type CheckedField,
  type Draft,
  draftOf,
  dropDraft,
  emptyDraft,
  fieldsOf,
  keepDraft,
  type TextField,
  useDrafts,
  wrongFields,
} from './channel-draft.ts';
import { ConnectionTest } from './connection-test.tsx';
import { KeySection } from './key-section.tsx';
import { RemoveChannel } from './remove-channel.tsx';

const optionalFields: readonly TextField[] = ['client', 'prefix', 'region', 'endpoint'];

const timeZones: readonly string[] = Intl.supportedValuesOf('timeZone');

type FormState = {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  /** The error to show at an entry, if any. */
  readonly errorOf: (field: CheckedField) => string | undefined;
  readonly onLeave: (field: CheckedField) => void;
};

const useTextProps = ({ draft, change, errorOf, onLeave }: FormState) => {
  const { say } = useLanguage();
  return (field: TextField) => {
    const label = say(`channels.${field}`);
    return {
      label: optionalFields.includes(field) ? say('channels.optional', { label }) : label,
      description: say(`channels.${field}Hint`),
      error: errorOf(field),
      value: draft[field],
      onBlur: () => onLeave(field),
      onText: (value: string) => change({ [field]: value }),
    };
  };
};

const Text = (props: { form: FormState; field: TextField }) => {
  const { onText, ...input } = useTextProps(props.form)(props.field);
  return (
    <TextInput
      {...input}
      autoComplete="off"
      spellCheck={false}
      onChange={({ currentTarget }) => onText(currentTarget.value)}
    />
  );
};

const TimeZone = ({ form }: { form: FormState }) => {
  const { onText, ...input } = useTextProps(form)('timeZone');
  return <Autocomplete {...input} data={[...timeZones]} limit={30} onChange={onText} />;
};

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className={styles.section}>
    <h2>{title}</h2>
    <div className={styles.fields}>{children}</div>
  </section>
);

const EnvironmentChoice = ({ form }: { form: FormState }) => {
  const { say, words } = useLanguage();
  return (
    <Radio.Group
      label={say('channels.environment')}
      description={say('channels.environmentHint')}
      error={form.errorOf('environment')}
      value={form.draft.environment}
      onChange={(value) =>
        form.change({ environment: environments.options.find((one) => one === value) ?? null })
      }
    >
      <div className={styles.radios}>
        {environments.options.map((name) => (
          <Radio key={name} value={name} label={words.say(`terms:environment.${name}`)} />
        ))}
      </div>
    </Radio.Group>
  );
};

const FolderChoice = ({ form }: { form: FormState }) => {
  const { say } = useLanguage();
  const choose = useMutation({
    mutationFn: () => answerOf(api.folders.chooseForChannel({})),
    onSuccess: ({ path }) => path !== null && form.change({ folder: path }),
  });
  const { folder } = form.draft;
  const error = form.errorOf('folder');
  const errorId = useId();
  return (
    <div className={styles.folder}>
      <h3>{say('channels.folder')}</h3>
      <p className={styles.hint}>{say('channels.folderHint')}</p>
      {choose.isError ? <FailureNote failure={failureOf(choose.error)} /> : null}
      <p className={`${styles.path} selectable`}>
        {folder === '' ? say('channels.folderNone') : <bdi>{visible(folder)}</bdi>}
      </p>
      <Button
        variant="default"
        onClick={() => choose.mutate()}
        aria-describedby={error === undefined ? undefined : errorId}
      >
        {say('channels.folderChoose')}
      </Button>
      {error === undefined ? null : (
        <p id={errorId} className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
};

const PlaceFields = ({ form }: { form: FormState }) => {
  const { say } = useLanguage();
  const labelId = useId();
  return (
    <Section title={say('channels.sectionPlace')}>
      <div className={styles.whole}>
        <h3 id={labelId} className="visually-hidden">
          {say('channels.place')}
        </h3>
        <SegmentedControl
          aria-labelledby={labelId}
          value={form.draft.placeKind}
          onChange={(value) => form.change({ placeKind: value === 'folder' ? 'folder' : 's3' })}
          data={[
            { value: 's3', label: say('channels.placeS3') },
            { value: 'folder', label: say('channels.placeFolder') },
          ]}
        />
      </div>
      {form.draft.placeKind === 's3' ? (
        <>
          <Text form={form} field="bucket" />
          <Text form={form} field="prefix" />
          <Text form={form} field="region" />
          <Text form={form} field="endpoint" />
        </>
      ) : (
        <FolderChoice form={form} />
      )}
    </Section>
  );
};

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
  const refresh = () => queries.invalidateQueries({ queryKey: ['profiles'] });
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
      {draft.environment === 'production' ? (
        <p className={styles.band}>
          <Icon name="check" />
          <strong>
            <bdi>{visible(name)}</bdi>
          </strong>
          <span>{say('channels.productionBand')}</span>
        </p>
      ) : null}
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
          <Text form={form} field="name" />
          <Text form={form} field="client" />
          <div className={styles.whole}>
            <EnvironmentChoice form={form} />
          </div>
          <Text form={form} field="appId" />
          <Text form={form} field="channelId" />
        </Section>
        <PlaceFields form={form} />
        <Section title={say('channels.sectionMore')}>
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
