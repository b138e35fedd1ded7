/** *Imported* is only what the user says after the completion mail, and can be taken back. */
import { Button } from '@mantine/core';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import { failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { useImportMark } from './live-deliveries.ts';

export type ImportMarkProps = {
  readonly row: DeliveryRow;
  readonly size: 'xs' | 'sm';
  /** What names the delivery, where several marks stand on one page. */
  readonly describedBy?: string;
};

export const ImportMark = ({ row, size, describedBy }: ImportMarkProps) => {
  const { say } = useLanguage();
  const mark = useImportMark(row);
  const isMarked = row.importedAt !== null;
  return (
    <>
      <Button
        size={size}
        variant="default"
        aria-describedby={describedBy}
        loading={mark.isPending}
        onClick={() => mark.mutate(!isMarked)}
      >
        {say(isMarked ? 'deliveries.unmarkImported' : 'deliveries.markImported')}
      </Button>
      {mark.isError ? <FailureNote failure={failureOf(mark.error)} /> : null}
    </>
  );
};
