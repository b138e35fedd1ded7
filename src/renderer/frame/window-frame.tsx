/** The frame around every screen: navigation at the left, banners above, the screen itself. */
import type { ComponentType } from 'react';
import { useEffect, useRef } from 'react';
import { api } from '../api/client.ts';
import { Announcer } from '../components/announcer.tsx';
import { ScreenWarmUp } from '../features/file-check/screen-warm-up.tsx';
import { useLanguage } from '../i18n/language.tsx';
import { useReceiveLists } from '../lists/receive-lists.tsx';
import { Banners } from './banners.tsx';
import { DropVeil } from './drop-veil.tsx';
import { Navigation } from './navigation.tsx';
import { go, usePlace } from './place.ts';
import { ScreenBoundary } from './screen-boundary.tsx';
import { screens } from './screens.tsx';
import styles from './window-frame.module.css';

const showHelp = () => go({ screen: 'help', about: {} });

const useMenuCommands = () =>
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== 'F1') return;
      event.preventDefault();
      showHelp();
    };
    window.addEventListener('keydown', press);
    const stop = api.app.chosen(({ command }) => {
      if (command === 'go-home') go({ screen: 'home', about: {} });
      if (command === 'go-settings') go({ screen: 'settings', about: {} });
      if (command === 'go-help') showHelp();
      if (command === 'go-deliveries') go({ screen: 'deliveries', about: {} });
    });
    return () => {
      window.removeEventListener('keydown', press);
      stop();
    };
  }, []);

export const WindowFrame = () => {
  const { say } = useLanguage();
  const place = usePlace((state) => state.place);
  const content = useRef<HTMLElement>(null);
  useReceiveLists();
  useMenuCommands();

  // Somebody who reads with the keyboard begins where the new place does.
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    // A field that stays keeps the focus, and so does what a screen has put it on.
    if (content.current?.contains(document.activeElement)) return;
    content.current?.focus({ preventScroll: true });
  }, [place]);

  // The table of screens ties each name to what its component takes.
  const Screen = screens[place.screen].component as ComponentType<object>;
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={() => content.current?.focus()}>
        {say('frame.skip')}
      </button>
      <Navigation />
      <div className={styles.right}>
        <Banners />
        <main className={styles.content} id="content" ref={content} tabIndex={-1}>
          <ScreenBoundary place={place}>
            <Screen {...place.about} />
          </ScreenBoundary>
        </main>
      </div>
      <DropVeil />
      <Announcer />
      <ScreenWarmUp />
    </div>
  );
};
