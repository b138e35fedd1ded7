/** Takes in every list that comes through the one door, and says so where one could not be opened. */
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import type { OpenedList, OpenedLists } from '#contract/window.ts';
import { api } from '../api/client.ts';
import { harmless } from '../components/failure.tsx';
import { Icon } from '../components/icon.tsx';
import { go, usePlace } from '../frame/place.ts';
import { useLanguage } from '../i18n/language.tsx';
import { addLists } from './open-lists.ts';
import { takeReturnedFile } from './returned-file.ts';

/** Shows the first of some lists, and checks them all. */
export const receiveLists = (files: OpenedLists['opened']): void => show(addLists(files));

/** Shows the made-up list, and checks it. */
export const receiveSample = (file: OpenedList): void => show(addLists([file], true));

const show = (listKey: string | undefined): void => {
  if (listKey !== undefined) go({ screen: 'fileCheck', about: { listKey } });
};

/** Hears of opened lists for as long as the window is there. */
export const useReceiveLists = (): void => {
  const { say, words } = useLanguage();
  useEffect(() => {
    const receive = ({ opened, refused }: OpenedLists) => {
      // Whoever is looking at the error report brings the returned file there.
      if (usePlace.getState().place.screen === 'report') takeReturnedFile(opened);
      else receiveLists(opened);
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
  }, [say, words]);
};
