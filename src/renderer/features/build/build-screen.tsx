/** Batch builder: what the list says, where it goes, what stays out, and the sealing of it. */
import { Button, TextInput } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import type { Failure } from '#contract/result.ts';
import type { CheckReport } from '#contract/schemas/check.ts';
import type { Profile } from '#contract/schemas/profile.ts';
import { failureOf } from '../../api/queries.ts';
import { type BuildChoice, buildOptionsOf, usePastDeliveries } from '../../batches/build-choice.ts';
import { useProfiles } from '../../batches/channels.ts';
import type { PastDelivery } from '../../batches/past-deliveries.ts';
import { CellText, shortName } from '../../components/cell-text.tsx';
import { ChannelBand } from '../../components/channel-band.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { useLater, useNextFrame } from '../../components/later.ts';
import { NextStep } from '../../components/next-step.tsx';
import { Nothing, Page } from '../../components/page.tsx';
import { Running } from '../../components/running.tsx';
import { shareOf } from '../../components/spoken-progress.ts';
import { go, type Places } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { type OpenList, useShownList } from '../../lists/open-lists.ts';
import { useBuildEntries } from './build-draft.ts';
import { ChannelChoice, FormatChoice } from './build-fields.tsx';
import styles from './build-screen.module.css';
import {
  type BuildWish,
  stopBuild,
  useBuild,
  useBuildAndShow,
  useOtherBuild,
} from './build-work.ts';
import { Fixes } from './fixes.tsx';
import { type Demand, type FixChoice, inForce } from './fixes-in-force.ts';
import { KeyPreview } from './key-preview.tsx';
import { LeftOut, Outcome, reportOf, useForecast } from './left-out.tsx';
import { useType } from './proposed-type.ts';
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
  const name = useBuild((work) => (work.status === 'running' ? work.listName : null));
  const share = useBuild((work) => (work.status === 'running' ? shareOf(work.progress) : null));
  const sayPercent = useCallback(
    (percent: string) => say('build.announceProgress', { percent }),
    [say],
  );
  if (name === null || share === null) return null;
  return (
    <Running
      label={say('build.building', { name: shortName(name) })}
      share={share}
      sayPercent={sayPercent}
      stopLabel={say('build.stop')}
      onStop={stopBuild}
    />
  );
};

/** Why the last build of a list came to nothing. */
const Failed = ({ listKey }: { readonly listKey: string }) => {
  const failure = useBuild((work) =>
    work.status === 'failed' && work.listKey === listKey ? work.failure : null,
  );
  return failure === null ? null : <FailureNote failure={failure} />;
};

type BuildStepProps = {
  readonly list: OpenList;
  /** Null while something is still to be chosen: `missing` says what. */
  readonly wish: BuildWish | null;
  readonly missing: string | null;
  readonly isPractice: boolean;
  /** Rows that go into the batch, once they are counted. */
  readonly count: number | undefined;
};

/** By itself, like `Building`: nothing above it is drawn anew when a build begins. */
const BuildStep = ({ list, wish, missing, isPractice, count }: BuildStepProps) => {
  const { say } = useLanguage();
  const buildAndShow = useBuildAndShow();
  const isRunning = useBuild((work) => work.status === 'running' && work.listKey === list.key);
  const otherBuild = useOtherBuild(list.key);
  const label =
    count === undefined || wish === null
      ? say('build.build')
      : say(isPractice ? 'build.buildPractice' : 'build.buildRows', { count });
  const hindrance =
    otherBuild === null ? missing : say('build.otherBuilding', { name: shortName(otherBuild) });
  return (
    <NextStep
      label={label}
      busy={isRunning}
      disabled={wish === null || count === undefined || count === 0 || otherBuild !== null}
      onClick={() => wish !== null && void buildAndShow(list, wish)}
    >
      <Button
        variant="default"
        onClick={() => go({ screen: 'fileCheck', about: { listKey: list.key } })}
      >
        {say('build.back')}
      </Button>
      {hindrance === null ? null : <span>{hindrance}</span>}
    </NextStep>
  );
};

type BuilderProps = {
  readonly list: OpenList;
  readonly checkId: string;
  readonly report: CheckReport;
  readonly profiles: readonly Profile[];
  readonly past: readonly PastDelivery[];
  /** Why nothing is known of what was sent before. */
  readonly pastFailure: Failure | null;
  readonly choice: BuildChoice | undefined;
};

const Builder = (props: BuilderProps) => {
  const { list, checkId, report, profiles, past, pastFailure, choice } = props;
  const { say } = useLanguage();
  // Drawn in three parts: all of it at once would hold a frame up.
  const isNextFrame = useNextFrame();
  const isFrameAfter = useLater(isNextFrame, 1);
  const { entries, channel, change } = useBuildEntries(list, choice, profiles);
  const { format, name } = entries;
  const { type, notes } = useType(list, entries.type, channel, past);
  // The check took the list for one of followed people; one of blocked people needs no user IDs.
  const autoFormat = type === 'unfollowed' ? 'ids-only' : report.file.format;
  const written = format === 'auto' ? autoFormat : format;
  const writesUserIds = written === 'ids-and-users';
  const demand = useMemo((): Demand => ({ type, writesUserIds }), [type, writesUserIds]);
  const fixes = useMemo(() => inForce(entries.fixes, demand), [entries.fixes, demand]);
  const setFixes = useCallback((changed: FixChoice) => change({ fixes: changed }), [change]);

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
  const missingInWords = (): string | null => {
    if (channel === null) return say('build.channelMissing');
    return type === null ? say('build.typeMissing') : null;
  };
  return (
    <>
      <ChannelBand channel={channel} />
      <Page
        wide
        title={say('build.title')}
        intro={<CellText value={say('build.from', { name: list.file.name })} limit={120} />}
      >
        <Failed listKey={list.key} />
        {pastFailure === null ? null : (
          <FailureNote failure={pastFailure}>
            <p>{say('build.pastUnknown')}</p>
          </FailureNote>
        )}
        <Building />
        <TypeChoice type={type} onChange={(chosen) => change({ type: chosen })} notes={notes} />
        {isNextFrame ? (
          <>
            <div className={styles.fields}>
              <ChannelChoice
                profiles={profiles}
                channel={channel}
                onChange={(channelId) => change({ channelId })}
              />
              <FormatChoice
                format={format}
                found={reportOf(forecast)?.file.format ?? autoFormat}
                onChange={(chosen) => change({ format: chosen })}
              />
              <TextInput
                label={say('build.name')}
                description={say('build.nameHint')}
                value={name}
                maxLength={200}
                onChange={({ currentTarget }) => change({ name: currentTarget.value })}
              />
            </div>
            <Outcome forecast={forecast} isAsked={wish !== null} />
            {isFrameAfter ? (
              <Fixes
                checkId={checkId}
                choice={entries.fixes}
                demand={demand}
                hasChannel={channel?.kind === 'profile'}
                onChange={setFixes}
              />
            ) : null}
            {wish === null ? null : <LeftOut forecast={forecast} fixes={fixes} />}
            <KeyPreview channel={channel} type={type} name={name} />
          </>
        ) : null}
      </Page>
      <BuildStep
        list={list}
        wish={wish}
        missing={missingInWords()}
        isPractice={channel?.kind === 'practice'}
        count={reportOf(forecast)?.records.deliverable}
      />
    </>
  );
};

export const BuildScreen = ({ listKey, choice }: Places['build']) => {
  const { say } = useLanguage();
  const profiles = useProfiles();
  const { past, failure: pastFailure } = usePastDeliveries();
  const list = useShownList(listKey);
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
  const known = { list, checkId, report, past, pastFailure, choice };
  return <Builder key={list.key} {...known} profiles={profiles.data} />;
};
