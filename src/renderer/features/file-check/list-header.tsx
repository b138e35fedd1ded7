/** Which list this is: its name, its size, and how its bytes are read, which the user can change. */
import { Button, Select } from '@mantine/core';
import type { ListHead } from '#contract/schemas/check.ts';
import { encodingName } from '#contract/schemas/common.ts';
import { useId } from 'react';
import { CellText } from '../../components/cell-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { checkAgain, closeList, type OpenList } from '../../lists/open-lists.ts';
import styles from './list-header.module.css';

const delimiterNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const;

const choices = ['auto', ...encodingName.options] as const;

const EncodingChoice = ({ list, head }: { list: OpenList; head: ListHead | undefined }) => {
  const { say, words } = useLanguage();
  const id = useId();
  const { encoding } = list.wishes;
  const found =
    list.check.status === 'done' ? list.check.report.file.encoding : (head?.encoding ?? null);
  const auto =
    found === null || encoding !== 'auto'
      ? say('fileCheck.encodingAuto')
      : say('fileCheck.encodingGuessed', { encoding: words.say(`terms:encoding.${found}`) });
  return (
    <>
      <label htmlFor={id} className="soft">
        {say('fileCheck.changeEncoding')}
      </label>
      <Select
        id={id}
        className={styles.encoding ?? ''}
        value={encoding}
        onChange={(value) => {
          const wish = choices.find((choice) => choice === value);
          if (wish !== undefined && wish !== encoding) checkAgain(list.key, { encoding: wish });
        }}
        data={[
          { value: 'auto', label: auto },
          ...encodingName.options.map((name) => ({
            value: name,
            label: words.say(`terms:encoding.${name}`),
          })),
        ]}
      />
    </>
  );
};

export const ListHeader = ({ list, head }: { list: OpenList; head: ListHead | undefined }) => {
  const { say, words } = useLanguage();
  const delimiter =
    head?.delimiter && words.say(`terms:delimiter.${delimiterNames[head.delimiter]}`);
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <h1>
          <CellText value={list.file.name} limit={120} />
        </h1>
        <p>
          {words.bytes(list.file.bytes)}
          {!delimiter ? '' : ` · ${say('fileCheck.separatedBy', { delimiter })}`}
        </p>
      </div>
      <EncodingChoice list={list} head={head} />
      <Button
        variant="subtle"
        leftSection={<Icon name="close" size={16} />}
        onClick={() => closeList(list.key)}
      >
        {say('fileCheck.closeList')}
      </Button>
    </header>
  );
};
