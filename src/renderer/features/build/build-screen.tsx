/** Batch builder: what the list says, where it goes, what stays out, and the sealing of it. */
import { Button, TextInput } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import type { CheckReport } from '#contract/schemas/check.ts';
import type { ImportType } from '#contract/schemas/common.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import { failureOf } from '../../api/queries.ts';
import {
  type BatchFormat,
  type BuildChoice,
  buildOptionsOf,
  usePastDeliveries,
} from '../../batches/build-choice.ts';
import { type Channel, practice, useProfiles } from '../../batches/channels.ts';
import type { PastDelivery } from '../../batches/past-deliveries.ts';
import { CellText } from '../../components/cell-text.tsx';
import { ChannelBand } from '../../components/channel-band.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { useLater, useNextFrame } from '../../components/later.ts';
import { NextStep } from '../../components/next-step.tsx';
import { Nothing, Page } from '../../components/page.tsx';
import { Running } from '../../components/running.tsx';
import { shareOf } from '../../components/spoken-progress.ts';
import { go, type Places } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { formatMoment } from '../../i18n/moments.ts';
import { type OpenList, useOpenLists } from '../../lists/open-lists.ts';
import { ChannelChoice, FormatChoice } from './build-fields.tsx';
import styles from './build-screen.module.css';
import { type BuildWish, stopBuild, useBuild, useBuildAndShow } from './build-work.ts';
import { type FixChoice, Fixes, usualFixes } from './fixes.tsx';
import { KeyPreview } from './key-preview.tsx';
import { LeftOut, Outcome, useForecast } from './left-out.tsx';
import { TypeChoice } from './type-choice.tsx';

const NoList = () => {
  const { say } = useLanguage();
  return (
    <Nothing
      icon="list"
      title={say('build.noList')}
      hint={say('build.noListHint')}
      action={{
        label: say('build.goHome'),
        onClick: () => go({ screen: 'home', about: {} }),
      }}
    />
  );
};

/** By itself, since the fields above and below it have nothing to do with each step of the progress. */
const Building = () => {
  const { say } = useLanguage();
  const share = useBuild((work) => (work.status === 'running' ? shareOf(work.progress) : null));
  const sayPercent = useCallback(
    (percent: string) => say('build.announceProgress', { percent }),
    [say],
  );
  if (share === null) return null;
  return (
    <Running
      label={say('build.building')}
      share={share}
      sayPercent={sayPercent}
      stopLabel={say('build.stop')}
      onStop={stopBuild}
    />
  );
};

type BuilderProps = {
  readonly list: OpenList;
  readonly checkId: string;
  readonly report: CheckReport;
  readonly profiles: readonly Profile[];
  readonly past: readonly PastDelivery[];
  readonly choice: BuildChoice | undefined;
};

const Builder = ({ list, checkId, report, profiles, past, choice }: BuilderProps) => {
  const { say, language } = useLanguage();
  const buildAndShow = useBuildAndShow();
  const isRunning = useBuild(({ status }) => status === 'running');
  const failure = useBuild((work) =>
    work.status === 'failed' && work.listKey === list.key ? work.failure : null,
  );
  // Drawn in three parts: all of it at once would hold a frame up.
  const isNextFrame = useNextFrame();
  const isFrameAfter = useLater(isNextFrame, 1);
  const [chosenType, setType] = useState<ImportType | null>(choice?.type ?? null);
  const [format, setFormat] = useState<BatchFormat>(choice?.format ?? 'auto');
  const [name, setName] = useState(list.file.name.replace(/\.[^.]*$/, '').slice(0, 200));
  const [fixes, setFixes] = useState<FixChoice>(usualFixes);
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
      ...fixes,
      // Only a channel knows what was delivered before.
      changesOnly: fixes.changesOnly && channel.kind === 'profile',
      ...(name.trim() === '' ? {} : { name: name.trim() }),
    };
  }, [type, channel, format, fixes, name, list]);
  const forecast = useForecast(list.file.fileId, wish);
  const count = forecast.data?.records.deliverable;

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
      <Page
        wide
        title={say('build.title')}
        intro={<CellText value={say('build.from', { name: list.file.name })} limit={120} />}
      >
        {failure === null ? null : <FailureNote failure={failure} />}
        <Building />
        <TypeChoice
          type={type}
          onChange={setType}
          note={
            chosenType === null && last !== undefined
              ? say('build.typeAsLast', { moment: formatMoment(last.startedAt, language) })
              : null
          }
        />
        {isNextFrame ? (
          <>
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
                value={name}
                maxLength={200}
                onChange={({ currentTarget }) => setName(currentTarget.value)}
              />
            </div>
            <Outcome forecast={forecast} isAsked={wish !== null} />
            {isFrameAfter ? (
              <Fixes
                checkId={checkId}
                choice={fixes}
                hasChannel={channel?.kind === 'profile'}
                onChange={setFixes}
              />
            ) : null}
            {forecast.data === undefined || wish === null ? null : (
              <LeftOut report={forecast.data} fixes={fixes} />
            )}
            <KeyPreview channel={channel} type={type} name={name} />
          </>
        ) : null}
      </Page>
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
  const { say } = useLanguage();
  const lists = useOpenLists((state) => state.lists);
  const profiles = useProfiles();
  const past = usePastDeliveries();
  const list = lists.find(({ key }) => key === listKey) ?? lists.at(-1);
  if (list?.check.status !== 'done') return <NoList />;
  if (profiles.error !== null) {
    return (
      <Page title={say('build.title')}>
        <FailureNote failure={failureOf(profiles.error)} />
      </Page>
    );
  }
  if (profiles.data === undefined || past === undefined) return null;
  const { checkId, report } = list.check;
  return (
    <Builder key={list.key} {...{ list, checkId, report, past, choice }} profiles={profiles.data} />
  );
};
