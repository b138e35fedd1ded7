/** What comes after a check: a batch, and beside it the list of what was found. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { CheckReport } from '#contract/schemas/check.ts';
import { api } from '../../api/client.ts';
import { failureOf, answerOf } from '../../api/queries.ts';
import { useProfiles } from '../../batches/channels.ts';
import { FailureNote } from '../../components/failure.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';

/** The list's own name with what the file holds. Main makes a place of it. */
const suggestedName = (fileName: string): string =>
  `${fileName.replace(/\.[^.]*$/, '').slice(0, 100)}-problems.csv`;

type CheckNextStepProps = {
  readonly listKey: string;
  readonly checkId: string;
  readonly report: CheckReport;
};

export const CheckNextStep = ({ listKey, checkId, report }: CheckNextStepProps) => {
  const { say, language } = useLanguage();
  const profiles = useProfiles();
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        api.exports.findings({
          ...{ checkId, language },
          suggestedName: suggestedName(report.file.name),
        }),
      ),
  });
  const { deliverable: count, partial } = report.records;
  // Without a channel there is only the practice folder to build for.
  const isPractice = profiles.data?.length === 0;
  return (
    <>
      {save.isError ? <FailureNote failure={failureOf(save.error)} /> : null}
      <NextStep
        label={say(isPractice ? 'build.nextPractice' : 'build.next', { count })}
        disabled={count === 0 || partial === true || report.file.format === null}
        onClick={() => go({ screen: 'build', about: { listKey } })}
      >
        {report.findings.length === 0 ? null : (
          <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
            {say('fileCheck.save')}
          </Button>
        )}
        {save.data?.saved ? (
          <>
            <span role="status">{say('fileCheck.savedRows', { count: save.data.rows })}</span>
            <Button variant="default" onClick={() => void api.exports.revealLast({})}>
              {say('fileCheck.reveal')}
            </Button>
          </>
        ) : null}
      </NextStep>
    </>
  );
};
