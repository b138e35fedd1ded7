/** Where lists go: a bucket or a folder of this computer. */
import { Button, SegmentedControl } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { visible } from '#contract/words/visible.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { Section } from '../../components/page.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { type FormState, Text } from './channel-fields.tsx';
import styles from './channel-form.module.css';

const FolderChoice = ({ form }: { form: FormState }) => {
  const { say } = useLanguage();
  const choose = useMutation({
    mutationFn: () => answerOf(api.folders.chooseForChannel({})),
    onSuccess: ({ path }) => path !== null && form.change({ folder: path }),
  });
  const { folder } = form.draft;
  const error = form.errorOf('folder');
  const errorId = useId();
  return (
    <div className={styles.folder}>
      <h3>{say('channels.folder')}</h3>
      <p className="soft">{say('channels.folderHint')}</p>
      {choose.isError ? <FailureNote failure={failureOf(choose.error)} /> : null}
      <p className="mono selectable">
        {folder === '' ? say('channels.folderNone') : <bdi>{visible(folder)}</bdi>}
      </p>
      <Button
        variant="default"
        onClick={() => choose.mutate()}
        aria-describedby={error === undefined ? undefined : errorId}
      >
        {say('channels.folderChoose')}
      </Button>
      {error === undefined ? null : (
        <p id={errorId} className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
};

export const PlaceFields = ({ form }: { form: FormState }) => {
  const { say } = useLanguage();
  const labelId = useId();
  return (
    <Section title={say('channels.sectionPlace')}>
      <div className={styles.fields}>
        <div className={styles.whole}>
          <h3 id={labelId} className="visually-hidden">
            {say('channels.place')}
          </h3>
          <SegmentedControl
            aria-labelledby={labelId}
            value={form.draft.placeKind}
            onChange={(value) => form.change({ placeKind: value === 'folder' ? 'folder' : 's3' })}
            data={[
              { value: 's3', label: say('channels.placeS3') },
              { value: 'folder', label: say('channels.placeFolder') },
            ]}
          />
        </div>
        {form.draft.placeKind === 's3' ? (
          <>
            <Text form={form} field="bucket" />
            <Text form={form} field="prefix" />
            <Text form={form} field="region" />
            <Text form={form} field="endpoint" />
          </>
        ) : (
          <FolderChoice form={form} />
        )}
      </div>
    </Section>
  );
};
