/** Settings: how the window looks and speaks, and where things are. */
import { Button, SegmentedControl, Select } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import {
  languageChoice,
  type SettingsChange,
  themeChoice,
  ZOOM_STEPS,
  zoomPercent,
} from '#contract/schemas/window.ts';
import { useAppState, useKeychain, useSettings } from '../../api/app-state.ts';
import { api } from '../../api/client.ts';
import { failureOf, answerOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Page, Section } from '../../components/page.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './settings-screen.module.css';

const Line = (props: { label: string; hint?: string; labelId?: string; children: ReactNode }) => (
  <div className={styles.line}>
    <div>
      <h3 id={props.labelId}>{props.label}</h3>
      {props.hint === undefined ? null : <p className="soft">{props.hint}</p>}
    </div>
    <div className={styles.control}>{props.children}</div>
  </div>
);

const Appearance = () => {
  const { say, words } = useLanguage();
  const settings = useSettings();
  const ids = { language: useId(), theme: useId(), zoom: useId() };
  const change = useMutation({
    mutationFn: (part: SettingsChange) => answerOf(api.settings.change(part)),
  });
  if (settings === undefined) return null;
  return (
    <Section title={say('settings.appearance')}>
      {change.isError ? <FailureNote failure={failureOf(change.error)} /> : null}
      <Line label={say('settings.language')} labelId={ids.language}>
        <Select
          aria-labelledby={ids.language}
          value={settings.language}
          onChange={(value) => change.mutate({ language: languageChoice.parse(value) })}
          data={[
            { value: 'system', label: say('settings.languageSystem') },
            // Each language in its own words, for whoever can't read the present one.
            { value: 'en', label: 'English' },
            { value: 'ja', label: '日本語' },
          ]}
        />
      </Line>
      <Line label={say('settings.theme')} labelId={ids.theme}>
        <SegmentedControl
          aria-labelledby={ids.theme}
          value={settings.theme}
          onChange={(value) => change.mutate({ theme: themeChoice.parse(value) })}
          data={[
            { value: 'system', label: say('settings.themeSystem') },
            { value: 'light', label: say('settings.themeLight') },
            { value: 'dark', label: say('settings.themeDark') },
          ]}
        />
      </Line>
      <Line label={say('settings.zoom')} labelId={ids.zoom}>
        <Select
          aria-labelledby={ids.zoom}
          value={String(settings.zoomPercent)}
          onChange={(value) => change.mutate({ zoomPercent: zoomPercent.parse(Number(value)) })}
          data={ZOOM_STEPS.map((step) => ({
            value: String(step),
            label: words.percent(step / 100),
          }))}
        />
      </Line>
    </Section>
  );
};

const Folders = () => {
  const { say } = useLanguage();
  const state = useAppState();
  const settings = useSettings();
  const reveal = useMutation({
    mutationFn: (folder: 'data' | 'practice') => answerOf(api.folders.reveal({ folder })),
  });
  const choose = useMutation({ mutationFn: () => answerOf(api.settings.choosePracticeFolder({})) });
  if (state === undefined || settings === undefined) return null;
  const failed = choose.error ?? reveal.error;
  return (
    <Section title={say('settings.folders')}>
      {failed ? <FailureNote failure={failureOf(failed)} /> : null}
      <Line label={say('settings.practiceFolder')} hint={say('settings.practiceHint')}>
        <p className="mono selectable">
          <bdi>{settings.practiceFolder ?? state.practiceFolder}</bdi>
        </p>
        <div className="buttons">
          <Button variant="default" onClick={() => reveal.mutate('practice')}>
            {say('settings.open')}
          </Button>
          <Button variant="default" onClick={() => choose.mutate()}>
            {say('settings.change')}
          </Button>
        </div>
      </Line>
      <Line label={say('settings.dataFolder')} hint={say('settings.dataHint')}>
        <p className="mono selectable">
          <bdi>{state.dataFolder}</bdi>
        </p>
        <div className="buttons">
          <Button variant="default" onClick={() => reveal.mutate('data')}>
            {say('settings.open')}
          </Button>
        </div>
      </Line>
    </Section>
  );
};

const Keys = () => {
  const { say } = useLanguage();
  const keychain = useKeychain();
  return (
    <Section title={say('settings.keys')}>
      {keychain.state === undefined ? null : (
        <p>
          {say(keychain.state === 'open' ? 'settings.keychainOpen' : 'settings.keychainClosed')}
        </p>
      )}
    </Section>
  );
};

const About = () => {
  const { say } = useLanguage();
  const state = useAppState();
  if (state === undefined) return null;
  return (
    <Section title={say('settings.about')}>
      <p>{say('settings.version', { version: state.version })}</p>
      <p>{say('settings.offline')}</p>
    </Section>
  );
};

export const SettingsScreen = () => {
  const { say } = useLanguage();
  return (
    <Page title={say('settings.title')}>
      <Appearance />
      <Folders />
      <Keys />
      <About />
    </Page>
  );
};
