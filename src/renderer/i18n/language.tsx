/** The language of the window for every component: its own words, and those of the contract. */
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { Language } from '#contract/schemas/common.ts';
import { createWords } from '#contract/words/words.ts';
import type { Spoken } from './spoken.ts';
import { createSay } from './window-words.ts';

export type { Spoken } from './spoken.ts';

const LanguageContext = createContext<Spoken | undefined>(undefined);

export const useLanguage = (): Spoken => {
  const spoken = useContext(LanguageContext);
  if (spoken === undefined) throw new Error('outside of LanguageProvider');
  return spoken;
};

export const LanguageProvider = (props: { language: Language; children: ReactNode }) => {
  const { language } = props;
  const spoken = useMemo(
    () => ({ language, say: createSay(language), words: createWords(language) }),
    [language],
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <LanguageContext value={spoken}>{props.children}</LanguageContext>;
};
