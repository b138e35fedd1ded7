/** Saves a table as CSV where the user says, and tells what came of it. Stands in the bar at the foot. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Result } from '#contract/result.ts';
import { api } from '../api/client.ts';
import { answerOf, failureOf } from '../api/queries.ts';
import { useLanguage } from '../i18n/language.tsx';

type Saved = { readonly saved: boolean; readonly rows: number };

/** `save` asks where to and writes; `saved: false` means that the user thought better of it. */
export const useSaveCsv = (save: () => Promise<Result<Saved>>) =>
  useMutation({ mutationFn: () => answerOf(save()) });

export type SaveCsv = ReturnType<typeof useSaveCsv>;

export const saveFailure = ({ error }: SaveCsv) => (error === null ? null : failureOf(error));

/** What was saved last, and the way to it. */
export const SavedNote = ({ saving }: { saving: SaveCsv }) => {
  const { say } = useLanguage();
  if (saving.data?.saved !== true) return null;
  return (
    <>
      <span role="status">{say('frame.savedRows', { count: saving.data.rows })}</span>
      <Button variant="default" onClick={() => void api.exports.revealLast({})}>
        {say('frame.reveal')}
      </Button>
    </>
  );
};
