/**
 * What comes after a check: a batch, and beside it the list of what was found. Where everything about
 * the batch is known it is built at once and shown; where not, the builder asks.
 */
import { Button } from '@mantine/core';
import type { CheckReport } from '#contract/schemas/check.ts';
import { api } from '../../api/client.ts';
import { buildOptionsOf, useKnownChoice } from '../../batches/build-choice.ts';
import { useProfiles } from '../../batches/channels.ts';
import { shortName } from '../../components/cell-text.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { SavedNote, saveFailure, useSaveCsv } from '../../components/save-csv.tsx';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import type { OpenList } from '../../lists/open-lists.ts';
import { useBuildDrafts } from '../build/build-draft.ts';
import { useBuildAndShow, useOtherBuild } from '../build/build-work.ts';

/** The list's own name with what the file holds. Main makes a place of it. */
const suggestedName = (fileName: string): string =>
  `${fileName.replace(/\.[^.]*$/, '').slice(0, 100)}-problems.csv`;

type CheckNextStepProps = {
  readonly list: OpenList;
  readonly checkId: string;
  readonly report: CheckReport;
};

export const CheckNextStep = ({ list, checkId, report }: CheckNextStepProps) => {
  const { say, language } = useLanguage();
  const profiles = useProfiles();
  const known = useKnownChoice(list);
  // What was entered in the builder is not passed over.
  const isAsked = useBuildDrafts(({ drafts }) => drafts[list.key] !== undefined);
  const isBuiltAtOnce = known !== undefined && !isAsked;
  const otherBuild = useOtherBuild(list.key);
  const buildAndShow = useBuildAndShow();
  const saving = useSaveCsv(() =>
    api.exports.findings({
      ...{ checkId, language },
      suggestedName: suggestedName(report.file.name),
    }),
  );
  const failure = saveFailure(saving);
  const { deliverable: count, partial } = report.records;
  const goBuild = () =>
    go({
      screen: 'build',
      about: { listKey: list.key, ...(known === undefined ? {} : { choice: known }) },
    });
  const build = () => {
    goBuild();
    if (isBuiltAtOnce) void buildAndShow(list, buildOptionsOf(known, list));
  };
  const label = () => {
    if (isBuiltAtOnce) {
      return known.channel.kind === 'profile'
        ? say('build.nextReview', { name: known.channel.profile.name })
        : say('build.buildPractice', { count });
    }
    // Without a channel there is only the practice folder to build for.
    return say(profiles.data?.length === 0 ? 'build.nextPractice' : 'build.next', { count });
  };
  return (
    <>
      {failure === null ? null : <FailureNote failure={failure} />}
      <NextStep
        label={label()}
        disabled={
          count === 0 ||
          partial === true ||
          report.file.format === null ||
          (isBuiltAtOnce && otherBuild !== null)
        }
        onClick={build}
      >
        {isBuiltAtOnce && otherBuild !== null ? (
          <span>{say('build.otherBuilding', { name: shortName(otherBuild) })}</span>
        ) : null}
        {!isBuiltAtOnce ? null : (
          <Button variant="default" onClick={goBuild}>
            {say('build.nextChoose')}
          </Button>
        )}
        {report.findings.length === 0 ? null : (
          <Button variant="default" loading={saving.isPending} onClick={() => saving.mutate()}>
            {say('fileCheck.save')}
          </Button>
        )}
        <SavedNote saving={saving} />
      </NextStep>
    </>
  );
};
