/** Batch builder: what the list says, where it goes, what stays out, and the sealing of it. */
import { Button, Progress, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { PRACTICE_ADDRESS } from '#contract/practice.ts';
import type { CheckReport } from '#contract/schemas/check.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import { failureOf } from '../../api/queries.ts';
import { type Channel, practice, useProfiles } from '../../batches/channels.ts';
import { refreshKeptBatches } from '../../batches/kept-batches.ts';
import { announce } from '../../components/announcer.tsx';
import { CellText } from '../../components/cell-text.tsx';
import { ChannelBand } from '../../components/channel-band.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { Icon } from '../../components/icon.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { shareOf, useSpokenProgress } from '../../components/spoken-progress.ts';
import { go, type Places } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { type OpenList, useOpenLists } from '../../lists/open-lists.ts';
import styles from './build-screen.module.css';
import { type BuildState, type BuildWish, startBuild, stopBuild, useBuild } from './build-work.ts';
import { KeyPreview } from './key-preview.tsx';
import { LeftOut, useForecast } from './left-out.tsx';
import { TypeChoice } from './type-choice.tsx';

const formats = ['auto', 'ids-and-users', 'ids-only'] as const;
type Format = (typeof formats)[number];

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
  readonly format: Format;
  readonly found: CheckReport['file']['format'];
  readonly onChange: (format: Format) => void;
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
      onChange={(value) => onChange(formats.find((name) => name === value) ?? 'auto')}
      data={formats.map((value) => ({
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
};

const Builder = ({ list, report, profiles }: BuilderProps) => {
  const { say } = useLanguage();
  const queries = useQueryClient();
  const work = useBuild();
  const [type, setType] = useState<ImportType | null>(null);
  const [format, setFormat] = useState<Format>('auto');
  const [name, setName] = useState(list.file.name.replace(/\.[^.]*$/, '').slice(0, 200));
  // Where there is only one place to go, it is no choice.
  const [channel, setChannel] = useState<Channel | null>(profiles.length === 0 ? practice : null);

  const wish = useMemo((): BuildWish | null => {
    if (type === null || channel === null) return null;
    return {
      ...{ type, format, ...list.wishes },
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(channel.kind === 'practice'
        ? { address: PRACTICE_ADDRESS }
        : { profileId: channel.profile.id }),
    };
  }, [type, channel, format, name, list.wishes]);
  const forecast = useForecast(list.file.fileId, wish);
  const count = forecast.data?.records.deliverable;

  const build = async () => {
    if (wish === null) return;
    const batch = await startBuild(list.key, list.file.fileId, wish);
    if (batch === undefined) return;
    announce(say('build.announceBuilt'));
    await refreshKeptBatches(queries);
    go({ screen: 'deliveries', about: { batchId: batch.batchId } });
  };

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
          <TypeChoice type={type} onChange={setType} />
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
        onClick={() => void build()}
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

export const BuildScreen = ({ listKey }: Places['build']) => {
  const lists = useOpenLists((state) => state.lists);
  const profiles = useProfiles();
  const list = lists.find(({ key }) => key === listKey) ?? lists.at(-1);
  if (list?.check.status !== 'done') return <NoList />;
  if (profiles.error !== null) {
    return (
      <div className={styles.screen}>
        <FailureNote failure={failureOf(profiles.error)} />
      </div>
    );
  }
  if (profiles.data === undefined) return null;
  return <Builder key={list.key} list={list} report={list.check.report} profiles={profiles.data} />;
};
