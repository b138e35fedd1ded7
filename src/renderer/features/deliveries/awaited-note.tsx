/** The list that has to be imported before another one goes, with the way to say that it was. */
import { Button } from '@mantine/core';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { KeptBatch } from '#contract/window.ts';
import { failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './delivery-card.module.css';
import { nameOf } from './list-names.ts';
import { useImportMark } from './live-deliveries.ts';

const Mark = ({ awaited, name }: { awaited: DeliveryRow; name: string }) => {
  const { say } = useLanguage();
  const mark = useImportMark(awaited);
  return (
    <>
      {mark.isError ? <FailureNote failure={failureOf(mark.error)} /> : null}
      <Button variant="default" loading={mark.isPending} onClick={() => mark.mutate(true)}>
        {say('deliveries.waitsForMark', { name })}
      </Button>
    </>
  );
};

export const AwaitedNote = (props: {
  readonly awaited: DeliveryRow | undefined;
  readonly batches: readonly KeptBatch[];
}) => {
  const { say } = useLanguage();
  const { awaited, batches } = props;
  if (awaited === undefined) return null;
  const name = nameOf(awaited, batches);
  const isUploaded = awaited.state === 'uploaded';
  return (
    <div className={styles.awaited}>
      <p>
        {say(isUploaded ? 'deliveries.waitsForUploaded' : 'deliveries.waitsForOther', { name })}
      </p>
      {isUploaded && awaited.importedAt === null ? <Mark awaited={awaited} name={name} /> : null}
    </div>
  );
};
