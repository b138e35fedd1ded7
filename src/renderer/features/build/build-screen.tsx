/** Batch builder: what the list says, where it goes, what stays out, and the sealing of it. */
import { Button, Progress, Select, TextInput } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import type { CheckReport } from '#contract/schemas/check.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import { failureOf } from '../../api/queries.ts';
import {
  type BatchFormat,
  batchFormats,
  type BuildChoice,
  buildOptionsOf,
  usePastDeliveries,
} from '../../batches/build-choice.ts';
import { type Channel, practice, useProfiles } from '../../batches/channels.ts';
import type { PastDelivery } from '../../batches/past-deliveries.ts';
import { CellText } from '../../components/cell-text.tsx';
import { ChannelBand } from '../../components/channel-band.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Icon } from '../../components/icon.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { shareOf, useSpokenProgress } from '../../components/spoken-progress.ts';
import { go, type Places } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { formatMoment } from '../../i18n/moments.ts';
import { type OpenList, useOpenLists } from '../../lists/open-lists.ts';
import styles from './build-screen.module.css';
import {
  type BuildState,
  type BuildWish,
  stopBuild,
  useBuild,
  useBuildAndShow,
} from './build-work.ts';
import { KeyPreview } from './key-preview.tsx';
import { LeftOut, useForecast } from './left-out.tsx';
import { TypeChoice } from './type-choice.tsx';

const NoList = () => {
  const { say } = useLanguage();
  return (
    <div className={styles.none}>
      <Icon name="list" size={36} />
      <h1>{say('build.noList')}</h1>
      <p>{say('build.noListHint')}</p>
      <Button onClick={() => go({ screen: 'home', about: {} })}>{say('build.goHome')}</Button>
    </div>
  );
};

const Running = ({ progress }: Extract<BuildState, { status: 'running' }>) => {
  const { say, words } = useLanguage();
  const share = shareOf(progress);
  const sayTenth = useCallback(
    (tenth: number) => say('build.announceProgress', { percent: words.percent(tenth) }),
    [say, words],
  );
  useSpokenProgress(share, sayTenth);
  return (
    <section className={styles.running}>
      <div>
        <h2>{say('build.building')}</h2>
        <Button variant="default" onClick={stopBuild}>
          {say('build.stop')}
        </Button>
      </div>
      <Progress value={share * 100} aria-label={say('build.building')} transitionDuration={120} />
    </section>
  );
};

type ChannelChoiceProps = {
  readonly profiles: readonly Profile[];
  readonly channel: Channel | null;
  readonly onChange: (channel: Channel | null) => void;
};

const ChannelChoice = ({ profiles, channel, onChange }: ChannelChoiceProps) => {
  const { say, words } = useLanguage();
  const value = channel?.kind === 'profile' ? channel.profile.id : (channel?.kind ?? null);
  return (
    <Select
      label={say('build.channel')}
      placeholder={say('build.chooseChannel')}
      description={channel?.kind === 'practice' ? say('build.practiceHint') : null}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      onChange={(chosen) => {
        const profile = profiles.find(({ id }) => id === chosen);
        onChange(profile === undefined ? practice : { kind: 'profile', profile });
      }}
      data={[
        ...profiles.map(({ id, name, environment }) => ({
          value: id,
          label: `${name} (${words.say(`terms:environment.${environment}`)})`,
        })),
        { value: 'practice', label: say('build.practice') },
      ]}
    />
  );
};

const FormatChoice = (props: {
  readonly format: BatchFormat;
  readonly found: CheckReport['file']['format'];
  readonly onChange: (format: BatchFormat) => void;
}) => {
  const { say, words } = useLanguage();
  const { format, found, onChange } = props;
  const effect =
    format === 'auto'
      ? say(found === 'ids-only' ? 'build.formatAutoIds' : 'build.formatAutoUsers')
      : say(format === 'ids-only' ? 'build.formatIds' : 'build.formatUsers');
  return (
    <Select
      label={say('build.format')}
      description={effect}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={format}
      onChange={(value) => onChange(batchFormats.find((name) => name === value) ?? 'auto')}
      data={batchFormats.map((value) => ({
        value,
        label: value === 'auto' ? say('build.formatAuto') : words.say(`terms:format.${value}`),
      }))}
    />
  );
};

type BuilderProps = {
  readonly list: OpenList;
  readonly report: CheckReport;
  readonly profiles: readonly Profile[];
  readonly past: readonly PastDelivery[];
  readonly choice: BuildChoice | undefined;
};

const Builder = ({ list, report, profiles, past, choice }: BuilderProps) => {
  const { say, language } = useLanguage();
  const buildAndShow = useBuildAndShow();
  const work = useBuild();
  const [chosenType, setType] = useState<ImportType | null>(choice?.type ?? null);
  const [format, setFormat] = useState<BatchFormat>(choice?.format ?? 'auto');
  const [name, setName] = useState(list.file.name.replace(/\.[^.]*$/, '').slice(0, 200));
  // Where there is only one place to go, it is no choice.
  const [channel, setChannel] = useState<Channel | null>(
    choice?.channel ?? (profiles.length === 0 ? practice : null),
  );
  const last =
    channel?.kind === 'profile'
      ? past.find(({ profile }) => profile.id === channel.profile.id)
      : undefined;
  const type = chosenType ?? last?.type ?? null;

  const wish = useMemo((): BuildWish | null => {
    if (type === null || channel === null) return null;
    return {
      ...buildOptionsOf({ type, channel, format }, list),
      ...(name.trim() === '' ? {} : { name: name.trim() }),
    };
  }, [type, channel, format, name, list]);
  const forecast = useForecast(list.file.fileId, wish);
  const count = forecast.data?.records.deliverable;

  const isRunning = work.status === 'running';
  const isPractice = channel?.kind === 'practice';
  const missing =
    channel === null
      ? say('build.channelMissing')
      : type === null
        ? say('build.typeMissing')
        : undefined;
  const label =
    count === undefined
      ? say('build.build')
      : say(isPractice ? 'build.buildPractice' : 'build.buildRows', { count });
  return (
    <>
      <ChannelBand channel={channel} />
      <div className={styles.screen}>
        <div className={styles.column}>
          <header>
            <h1>{say('build.title')}</h1>
            <p className={styles.hint}>
              <CellText value={say('build.from', { name: list.file.name })} limit={120} />
            </p>
          </header>
          {work.status === 'failed' && work.listKey === list.key ? (
            <FailureNote failure={work.failure} />
          ) : null}
          {isRunning ? <Running {...work} /> : null}
          <TypeChoice
            type={type}
            onChange={setType}
            note={
              chosenType === null && last !== undefined
                ? say('build.typeAsLast', { moment: formatMoment(last.startedAt, language) })
                : null
            }
          />
          <div className={styles.fields}>
            <ChannelChoice profiles={profiles} channel={channel} onChange={setChannel} />
            <FormatChoice
              format={format}
              found={forecast.data?.file.format ?? report.file.format}
              onChange={setFormat}
            />
            <TextInput
              label={say('build.name')}
              description={say('build.nameHint')}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              value={name}
              maxLength={200}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
          </div>
          <LeftOut forecast={forecast} isAsked={wish !== null} />
          <KeyPreview channel={channel} type={type} name={name} />
        </div>
      </div>
      <NextStep
        label={label}
        busy={isRunning}
        disabled={wish === null || count === undefined || count === 0}
        onClick={() => wish !== null && void buildAndShow(list, wish)}
      >
        <Button
          variant="default"
          onClick={() => go({ screen: 'fileCheck', about: { listKey: list.key } })}
        >
          {say('build.back')}
        </Button>
        {missing === undefined ? null : <span>{missing}</span>}
      </NextStep>
    </>
  );
};

export const BuildScreen = ({ listKey, choice }: Places['build']) => {
  const lists = useOpenLists((state) => state.lists);
  const profiles = useProfiles();
  const past = usePastDeliveries();
  const list = lists.find(({ key }) => key === listKey) ?? lists.at(-1);
  if (list?.check.status !== 'done') return <NoList />;
  if (profiles.error !== null) {
    return (
      <div className={styles.screen}>
        <FailureNote failure={failureOf(profiles.error)} />
      </div>
    );
  }
  if (profiles.data === undefined || past === undefined) return null;
  const { report } = list.check;
  return <Builder key={list.key} {...{ list, report, past, choice }} profiles={profiles.data} />;
};
