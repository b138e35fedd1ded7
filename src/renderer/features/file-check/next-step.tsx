/** What comes after a check. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { CheckReport } from '#contract/schemas/check.ts';
import { api } from '../../api/client.ts';
import { failureOf, answerOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { NextStep } from '../../components/next-step.tsx';
import { useLanguage } from '../../i18n/language.tsx';

/** The list's own name with what the file holds. Main makes a place of it. */
const suggestedName = (fileName: string): string =>
  `${fileName.replace(/\.[^.]*$/, '').slice(0, 100)}-problems.csv`;

export const CheckNextStep = (props: { checkId: string; report: CheckReport }) => {
  const { say, language } = useLanguage();
  const { checkId, report } = props;
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        api.exports.findings({
          ...{ checkId, language },
          suggestedName: suggestedName(report.file.name),
        }),
      ),
  });
  if (report.findings.length === 0) return null;
  return (
    <>
      {save.isError ? <FailureNote failure={failureOf(save.error)} /> : null}
      <NextStep
        label={save.isPending ? say('fileCheck.saving') : say('fileCheck.save')}
        busy={save.isPending}
        onClick={() => save.mutate()}
      >
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
