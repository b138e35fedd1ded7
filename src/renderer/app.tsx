/** The whole page: language, theme and queries around the frame. */
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import type { Language } from '#contract/schemas/common.ts';
import { useAppState, useSettings, useSettingsChanges, useStoreNotices } from './api/app-state.ts';
import { createQueries } from './api/queries.ts';
import { WindowFrame } from './frame/window-frame.tsx';
import { LanguageProvider } from './i18n/language.tsx';
import { cssVariables, theme } from './styles/theme.ts';

const useSpokenLanguage = (): Language | undefined => {
  const settings = useSettings();
  const state = useAppState();
  if (settings === undefined || state === undefined) return undefined;
  return settings.language === 'system' ? state.systemLanguage : settings.language;
};

const Page = () => {
  useSettingsChanges();
  useStoreNotices();
  const language = useSpokenLanguage();
  // A moment without words is better than a moment in the wrong language.
  if (language === undefined) return null;
  return (
    <LanguageProvider language={language}>
      <Notifications position="top-right" limit={5} />
      <WindowFrame />
    </LanguageProvider>
  );
};

export const App = () => {
  const [queries] = useState(createQueries);
  return (
    <QueryClientProvider client={queries}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        // Main sets the theme of the whole window; the page follows what the system says then.
        defaultColorScheme="auto"
      >
        <Page />
      </MantineProvider>
    </QueryClientProvider>
  );
};
