/** The whole audit trail as a file, for whoever has to answer for what was sent. */
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import { FailureNote } from '../../components/failure.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import styles from './deliveries-screen.module.css';

export const AuditSave = () => {
  const { say } = useLanguage();
  const hintId = useId();
  const save = useMutation({
    mutationFn: () => answerOf(api.exports.audit({ suggestedName: 'dropline-audit.csv' })),
  });
  return (
    <section className={styles.audit}>
      <Button
        variant="default"
        aria-describedby={hintId}
        loading={save.isPending}
        onClick={() => save.mutate()}
      >
        {say('deliveries.saveAudit')}
      </Button>
      <span id={hintId} className="soft">
        {say('deliveries.auditHint')}
      </span>
      <span role="status">
        {save.data?.saved ? say('deliveries.auditSaved', { count: save.data.rows }) : ''}
      </span>
      {save.isError ? <FailureNote failure={failureOf(save.error)} /> : null}
    </section>
  );
};
