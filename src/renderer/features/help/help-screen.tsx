/** Help, without a network: every rule and every failure explained, the keys, and two ways out. */
import { Button, TextInput } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { RULE_IDS, RULES } from '#contract/rules.ts';
import { api } from '../../api/client.ts';
import { Page, Section } from '../../components/page.tsx';
import { Severity } from '../../components/severity.tsx';
import type { Places } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { type HelpEntry, type HelpGroup, helpGroups, searchHelp } from './help-entries.ts';
import styles from './help.module.css';

const isMac = navigator.userAgent.includes('Mac');
const command = isMac ? '⌘' : 'Ctrl+';

const keys = [
  { keys: `${command}O`, label: 'help.keyOpen' },
  { keys: `${command}V`, label: 'help.keyPaste' },
  { keys: 'F8', label: 'help.keyNext' },
  { keys: 'Shift+F8', label: 'help.keyPrevious' },
  { keys: 'F1', label: 'help.keyHelp' },
  { keys: `${command}${isMac ? '+' : 'Plus'}`, label: 'help.keyLarger' },
] as const;

const fixOf = (topic: string) => {
  const rule = RULE_IDS.find((id) => id === topic);
  return rule === undefined ? null : RULES[rule].fix;
};

const Entry = ({ entry }: { entry: HelpEntry }) => {
  const { say, words } = useLanguage();
  const { topic, severity, title, text, whatToDo } = entry;
  const fix = fixOf(topic);
  return (
    <article id={`help-${topic}`} className={styles.entry} tabIndex={-1}>
      <header>
        {severity === null ? null : <Severity severity={severity} />}
        <h4>{title}</h4>
        <code className="mono">{topic}</code>
      </header>
      <div className="selectable">
        <p>{text}</p>
        <p>
          <strong>{say('fileCheck.whatToDo')}</strong> {whatToDo}
        </p>
        {fix === null ? null : (
          <p className="soft">{say('help.fix', { how: words.say(`terms:fix.${fix}`) })}</p>
        )}
      </div>
    </article>
  );
};

const Groups = ({ title, groups }: { title: string; groups: readonly HelpGroup[] }) => {
  const { say } = useLanguage();
  if (groups.length === 0) return null;
  return (
    <Section title={title}>
      {groups.map(({ key, entries }) => (
        <section key={key} className={styles.group}>
          <h3>{say(`help.${key}`)}</h3>
          {entries.map((entry) => (
            <Entry key={entry.topic} entry={entry} />
          ))}
        </section>
      ))}
    </Section>
  );
};

const Keys = () => {
  const { say } = useLanguage();
  return (
    <Section title={say('help.keys')}>
      <dl className={styles.keys}>
        {keys.map(({ keys: pressed, label }) => (
          <div key={label}>
            <dt>
              <kbd>{pressed}</kbd>
            </dt>
            <dd>{say(label)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
};

/** The only pages that are ever opened outside, by name: main knows their addresses. */
const Pages = () => {
  const { say } = useLanguage();
  return (
    <Section title={say('help.pages')}>
      <p className={styles.lead}>{say('help.pagesHint')}</p>
      <div className="buttons">
        <Button
          variant="default"
          onClick={() => void api.help.openPage({ page: 'repro-documents' })}
        >
          {say('help.pageRepro')}
        </Button>
        <Button variant="default" onClick={() => void api.help.openPage({ page: 'line-user-ids' })}>
          {say('help.pageLine')}
        </Button>
      </div>
    </Section>
  );
};

/** Brings what was asked about into sight, and the keyboard with it. */
const useTopic = (topic: Places['help']['topic']) => {
  useEffect(() => {
    if (topic === undefined) return;
    const entry = document.getElementById(`help-${topic}`);
    entry?.scrollIntoView({ block: 'start' });
    entry?.focus({ preventScroll: true });
  }, [topic]);
};

export const HelpScreen = ({ topic }: Places['help']) => {
  const spoken = useLanguage();
  const { say } = spoken;
  const [wanted, setWanted] = useState('');
  const all = useMemo(() => helpGroups(spoken), [spoken]);
  const rules = searchHelp(all.rules, wanted);
  const failures = searchHelp(all.failures, wanted);
  const count = [...rules, ...failures].reduce((sum, { entries }) => sum + entries.length, 0);
  useTopic(topic);
  return (
    <Page title={say('help.title')} intro={say('help.intro')}>
      <div className={styles.search}>
        <TextInput
          type="search"
          label={say('help.search')}
          placeholder={say('help.searchHint')}
          value={wanted}
          onChange={({ currentTarget }) => setWanted(currentTarget.value)}
        />
        <p className="soft" role="status">
          {wanted.trim() === '' ? '' : say('help.found', { count })}
        </p>
      </div>
      <Groups title={say('help.rules')} groups={rules} />
      <Groups title={say('help.failures')} groups={failures} />
      {wanted.trim() === '' ? (
        <>
          <Keys />
          <Pages />
        </>
      ) : null}
    </Page>
  );
};
