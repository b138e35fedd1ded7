/** Takes in every list that comes through the one door, and says so where one could not be opened. */
import { notifications } from '@mantine/notifications';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { OpenedList, OpenedLists } from '#contract/window.ts';
import { api } from '../api/client.ts';
import { harmless } from '../components/failure.tsx';
import { Icon } from '../components/icon.tsx';
import { go, usePlace } from '../frame/place.ts';
import { useLanguage } from '../i18n/language.tsx';
import { headQuery } from './list-head.ts';
import { addLists, usualWishes } from './open-lists.ts';
import { takeReturnedFile } from './returned-report.ts';

const isReturned = async ({ fileId }: OpenedList): Promise<boolean> => {
  const answer = await api.reports.recognise({ fileId });
  return answer.ok && answer.value.origin !== null;
};

/** Whether a list is a returned error CSV; its first rows are on their way meanwhile. */
const lookAt = async (file: OpenedList, queries: QueryClient): Promise<boolean> => {
  const [returned] = await Promise.all([
    isReturned(file),
    // Whoever shows the list asks for them again, and says what became of it.
    queries.query(headQuery(file.fileId, usualWishes.encoding)).catch(() => undefined),
  ]);
  return returned;
};

/**
 * Shows the first of some lists, and checks them all. A returned error CSV among them goes to the
 * error report instead, wherever it was dropped.
 */
export const receiveLists = async (
  files: OpenedLists['opened'],
  queries: QueryClient,
): Promise<void> => {
  const areReturned = await Promise.all(files.map((file) => lookAt(file, queries)));
  const returned = files.filter((_, index) => areReturned[index]);
  show(addLists(files.filter((_, index) => !areReturned[index])));
  takeReturnedFile(returned);
  if (returned.length > 0) go({ screen: 'report', about: {} });
};

/** Shows the made-up list, and checks it. */
export const receiveSample = (file: OpenedList): void => show(addLists([file], true));

const show = (listKey: string | undefined): void => {
  if (listKey !== undefined) go({ screen: 'fileCheck', about: { listKey } });
};

/** Hears of opened lists for as long as the window is there. */
export const useReceiveLists = (): void => {
  const { say, words } = useLanguage();
  const queries = useQueryClient();
  useEffect(() => {
    const receive = ({ opened, refused }: OpenedLists) => {
      // Whoever is looking at the error report brings the returned file there.
      if (usePlace.getState().place.screen === 'report') takeReturnedFile(opened);
      else void receiveLists(opened, queries);
      for (const { failure } of refused) {
        const { what, why, whatToDo } = words.failure(harmless(failure));
        notifications.show({
          title: what,
          message: (
            <>
              <p>{why}</p>
              <p>{whatToDo}</p>
            </>
          ),
          icon: <Icon name="stop" />,
          autoClose: false,
          withBorder: true,
          closeButtonProps: { 'aria-label': say('frame.close') },
        });
      }
    };
    const stop = api.lists.opened(receive);
    void api.lists.waiting({}).then((answer) => answer.ok && receive(answer.value));
    return stop;
  }, [say, words, queries]);
};
