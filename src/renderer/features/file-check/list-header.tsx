/** Which list this is: its name, its size, and how its bytes are read, which the user can change. */
import { Button, NativeSelect } from '@mantine/core';
import { memo, useId } from 'react';
import type { ListHead } from '#contract/schemas/check.ts';
import { type EncodingName, encodingName } from '#contract/schemas/common.ts';
import type { OpenedList } from '#contract/window.ts';
import { CellText } from '../../components/cell-text.tsx';
import { Icon } from '../../components/icon.tsx';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { checkAgain, closeList } from '../../lists/open-lists.ts';
import styles from './list-header.module.css';

const delimiterNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const;

const choices = ['auto', ...encodingName.options] as const;

type Encoding = (typeof choices)[number];

type EncodingChoiceProps = {
  readonly listKey: string;
  readonly wish: Encoding;
  /** What the list is read as; null while nobody knows. */
  readonly found: EncodingName | null;
};

const EncodingChoice = ({ listKey, wish, found }: EncodingChoiceProps) => {
  const { say, words } = useLanguage();
  const id = useId();
  const auto =
    found === null || wish !== 'auto'
      ? say('fileCheck.encodingAuto')
      : say('fileCheck.encodingGuessed', { encoding: words.say(`terms:encoding.${found}`) });
  return (
    <>
      <label htmlFor={id} className="soft">
        {say('fileCheck.changeEncoding')}
      </label>
      <NativeSelect
        id={id}
        className={styles.encoding ?? ''}
        value={wish}
        onChange={({ currentTarget: { value } }) => {
          const chosen = choices.find((choice) => choice === value);
          if (chosen !== undefined && chosen !== wish) checkAgain(listKey, { encoding: chosen });
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

export type ListHeaderProps = EncodingChoiceProps & {
  readonly file: OpenedList;
  readonly delimiter: ListHead['delimiter'];
};

/** Takes the parts of a list that stay the same while its check goes on. */
export const ListHeader = memo((props: ListHeaderProps) => {
  const { listKey, file, wish, found, delimiter } = props;
  const { say, words } = useLanguage();
  const named = delimiter && words.say(`terms:delimiter.${delimiterNames[delimiter]}`);
  return (
    <header className={styles.header}>
      <div className={styles.title}>
        <h1>
          <CellText value={file.name} limit={120} />
        </h1>
        <p>
          {words.bytes(file.bytes)}
          {!named ? '' : ` · ${say('fileCheck.separatedBy', { delimiter: named })}`}
        </p>
      </div>
      <EncodingChoice listKey={listKey} wish={wish} found={found} />
      <Button
        variant="subtle"
        leftSection={<Icon name="close" size={16} />}
        onClick={() => {
          closeList(listKey);
          // Wherever that leads: the button under the finger is gone.
          go({ screen: 'fileCheck', about: {} });
        }}
      >
        {say('fileCheck.closeList')}
      </Button>
    </header>
  );
});
ListHeader.displayName = 'ListHeader';
