/** What a person can do about a delivery on its way. What can't be undone is asked for once. */
import { Button, Textarea } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import { failureOf } from '../../api/queries.ts';
import { useProfiles } from '../../batches/channels.ts';
import { FailureNote } from '../../components/failure.tsx';
import { onEscape, useReturnFocus } from '../../components/return-focus.ts';
import { go } from '../../frame/place.ts';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './delivery-card.module.css';
import { cancelInWords, noCancelInWords } from './describe.ts';
import { useDeliveryAction, useRelease } from './live-deliveries.ts';

type QuestionProps = {
  readonly title: string;
  readonly yes: string;
  readonly no: string;
  readonly busy: boolean;
  readonly disabled?: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
  readonly children: ReactNode;
};

const Question = (props: QuestionProps) => {
  const titleId = useId();
  return (
    <section className={styles.question} aria-labelledby={titleId} onKeyDown={onEscape(props.onNo)}>
      <h4 id={titleId}>{props.title}</h4>
      {props.children}
      <div className="buttons">
        <Button variant="default" onClick={props.onNo} autoFocus>
          {props.no}
        </Button>
        <Button
          variant="default"
          onClick={props.onYes}
          loading={props.busy}
          disabled={props.disabled ?? false}
        >
          {props.yes}
        </Button>
      </div>
    </section>
  );
};

type AskedProps = { readonly row: DeliveryRow; readonly onClose: () => void };

const CancelQuestion = ({ row, onClose }: AskedProps) => {
  const { say, words } = useLanguage();
  const cancel = useDeliveryAction(row, 'cancel');
  return (
    <Question
      title={say('deliveries.cancelTitle')}
      yes={say('deliveries.cancelYes')}
      no={say('deliveries.cancelNo')}
      busy={cancel.isPending}
      disabled={!row.can.cancel}
      onYes={() => cancel.mutate()}
      onNo={onClose}
    >
      <p>{noCancelInWords(row, { say }) ?? cancelInWords(row, { say, words })}</p>
      {row.state === 'paused' ? <p>{say('deliveries.cancelTextPaused')}</p> : null}
      {cancel.isError ? <FailureNote failure={failureOf(cancel.error)} /> : null}
    </Question>
  );
};

const ReleaseQuestion = ({ row, onClose }: AskedProps) => {
  const { say } = useLanguage();
  const release = useRelease(row);
  const [reason, setReason] = useState('');
  return (
    <Question
      title={say('deliveries.releaseTitle')}
      yes={say('deliveries.releaseYes')}
      no={say('deliveries.releaseNo')}
      busy={release.isPending}
      disabled={reason.trim() === ''}
      onYes={() => release.mutate(reason)}
      onNo={onClose}
    >
      <p>{say('deliveries.releaseText')}</p>
      <Textarea
        label={say('deliveries.reason')}
        description={say('deliveries.reasonHint')}
        value={reason}
        maxLength={1000}
        autosize
        minRows={2}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {release.isError ? <FailureNote failure={failureOf(release.error)} /> : null}
    </Question>
  );
};

/** The way to the key of the channel, where it is a key that is missing. */
const KeyStep = ({ row, hintId }: { row: DeliveryRow; hintId: string }) => {
  const { say } = useLanguage();
  const profiles = useProfiles().data;
  if (profiles === undefined) return null;
  const profile = profiles.find(({ name }) => name === row.profileName);
  if (profile === undefined) return <span>{say('deliveries.noKeyChannel')}</span>;
  return (
    <Button
      variant="default"
      aria-describedby={hintId}
      onClick={() => go({ screen: 'channels', about: { profileId: profile.id } })}
    >
      {say('deliveries.enterKey')}
    </Button>
  );
};

const goOnLabel = ({ state }: DeliveryRow) => {
  if (state === 'offline') return 'deliveries.tryNow' as const;
  return state === 'unknown' ? ('deliveries.lookAgain' as const) : ('deliveries.goOn' as const);
};

export const DeliveryActions = ({ row }: { row: DeliveryRow }) => {
  const { say } = useLanguage();
  const pause = useDeliveryAction(row, 'pause');
  const goOn = useDeliveryAction(row, 'goOn');
  const [asked, setAsked] = useState<'cancel' | 'release' | null>(null);
  const canceller = useReturnFocus(asked === 'cancel');
  const releaser = useReturnFocus(asked === 'release');
  const reasonId = useId();
  const keyHintId = useId();
  const { can, state, standstill } = row;
  const needsKey = standstill?.startsWith('keys-') ?? false;
  const noCancel = noCancelInWords(row, { say });
  const failed = pause.error ?? goOn.error;
  const close = () => setAsked(null);
  return (
    <>
      {failed === null ? null : <FailureNote failure={failureOf(failed)} />}
      <div className="buttons">
        {needsKey ? <KeyStep row={row} hintId={keyHintId} /> : null}
        {can.goOn ? (
          <Button variant="default" loading={goOn.isPending} onClick={() => goOn.mutate()}>
            {say(goOnLabel(row))}
          </Button>
        ) : null}
        {can.pause && standstill !== 'hold-until-imported' ? (
          <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate()}>
            {say('deliveries.pause')}
          </Button>
        ) : null}
        {can.release ? (
          <Button
            ref={releaser}
            variant="default"
            disabled={asked === 'release'}
            onClick={() => setAsked('release')}
          >
            {say('deliveries.release')}
          </Button>
        ) : null}
        {can.cancel || noCancel !== null ? (
          <Button
            ref={canceller}
            variant="subtle"
            disabled={!can.cancel || asked === 'cancel'}
            aria-describedby={noCancel === null ? undefined : reasonId}
            onClick={() => setAsked('cancel')}
          >
            {say('deliveries.cancel')}
          </Button>
        ) : null}
        {needsKey ? (
          <span id={keyHintId} className="soft">
            {say('deliveries.enterKeyHint')}
          </span>
        ) : null}
        {noCancel === null ? null : (
          <span id={reasonId} className="soft">
            {noCancel}
          </span>
        )}
      </div>
      {asked === 'cancel' && state !== 'unknown' ? (
        <CancelQuestion row={row} onClose={close} />
      ) : null}
      {asked === 'release' && can.release ? <ReleaseQuestion row={row} onClose={close} /> : null}
    </>
  );
};
