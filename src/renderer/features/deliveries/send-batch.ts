/** Puts a batch into the queue. From there on the engine tells how it goes: see `live-deliveries.ts`. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Failure } from '#contract/result.ts';
import type { DeliverInput, DeliverProgress } from '#contract/schemas/delivery.ts';
import type { DestinationRef } from '#contract/schemas/profile.ts';
import { api } from '../../api/client.ts';
import { answerOf, failureOf } from '../../api/queries.ts';
import type { Channel } from '../../batches/channels.ts';
import { refreshDeliveries } from './live-deliveries.ts';

export type Confirm = NonNullable<DeliverInput['confirm']>;

const placeOf = async (channel: Channel) => {
  if (channel.kind === 'profile') {
    const to: DestinationRef = { kind: 'profile', profileId: channel.profile.id };
    return { ok: true, value: to } as const;
  }
  const drop = await api.outbox.practiceDrop({});
  if (!drop.ok) return drop;
  const { folderId, appId, channelId } = drop.value;
  const to: DestinationRef = { kind: 'folder', folderId, appId, channelId };
  return { ok: true, value: to } as const;
};

type Sending = { readonly channel: Channel; readonly confirm: Confirm };

const enqueue = async (
  batchId: string,
  { channel, confirm }: Sending,
  onProgress: (progress: DeliverProgress) => void,
) => {
  const to = await placeOf(channel);
  if (!to.ok) return to;
  const input = { batchId, to: to.value, confirm };
  const queued = await api.deliveries.enqueue(input, { onProgress });
  if (queued.ok || queued.error.code !== 'unknown-id') return queued;
  // Built in an earlier session, or by an engine that came to its end: opened and verified first.
  const opened = await api.outbox.open({ batchId });
  return opened.ok ? api.deliveries.enqueue(input, { onProgress }) : opened;
};

export type SendBatch = {
  readonly send: (sending: Sending) => void;
  readonly isVerifying: boolean;
  /** Share of the batch that is verified, 0 to 1. */
  readonly verified: number;
  readonly refusal: Failure | null;
};

export const useSendBatch = (batchId: string): SendBatch => {
  const queries = useQueryClient();
  const [verified, setVerified] = useState(0);
  const sending = useMutation({
    mutationFn: (what: Sending) =>
      answerOf(
        enqueue(batchId, what, ({ doneBytes, totalBytes }) =>
          setVerified(totalBytes === 0 ? 0 : doneBytes / totalBytes),
        ),
      ),
    onMutate: () => setVerified(0),
    onSuccess: () => refreshDeliveries(queries),
  });
  return {
    send: sending.mutate,
    isVerifying: sending.isPending,
    verified,
    refusal: sending.error === null ? null : failureOf(sending.error),
  };
};
