/** The deliveries of this session, by batch. They outlive the screen. */
import { create } from 'zustand';
import type { Failure } from '#contract/result.ts';
import type { Delivered, DeliverInput, DeliverProgress } from '#contract/schemas/delivery.ts';
import type { DestinationRef } from '#contract/schemas/profile.ts';
import { api } from '../../api/client.ts';
import type { Channel } from '../../batches/channels.ts';

export type DeliveryState =
  | { readonly status: 'running'; readonly progress: DeliverProgress | null }
  | { readonly status: 'refused'; readonly failure: Failure }
  | { readonly status: 'done'; readonly delivered: Delivered };

export type Confirm = NonNullable<DeliverInput['confirm']>;

type Deliveries = { readonly byBatch: Readonly<Record<string, DeliveryState>> };

const useDeliveries = create<Deliveries>()(() => ({ byBatch: {} }));

/** How far the delivery of a batch is in this session; undefined before it was begun. */
export const useDelivery = (batchId: string): DeliveryState | undefined =>
  useDeliveries((state) => state.byBatch[batchId]);

const running = new Map<string, AbortController>();

const change = (batchId: string, state: DeliveryState): void =>
  useDeliveries.setState(({ byBatch }) => ({ byBatch: { ...byBatch, [batchId]: state } }));

export const stopDelivery = (batchId: string): void => running.get(batchId)?.abort();

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

const send = async (
  batchId: string,
  channel: Channel,
  confirm: Confirm,
  options: NonNullable<Parameters<typeof api.deliveries.enqueue>[1]>,
) => {
  const to = await placeOf(channel);
  if (!to.ok) return to;
  const input = { batchId, to: to.value, confirm };
  let queued = await api.deliveries.enqueue(input, options);
  if (!queued.ok && queued.error.code === 'unknown-id') {
    // Built in an earlier session, or by an engine that came to its end: opened and verified first.
    const opened = await api.outbox.open(
      { batchId },
      options.signal ? { signal: options.signal } : {},
    );
    if (!opened.ok) return opened;
    queued = await api.deliveries.enqueue(input, options);
  }
  if (!queued.ok) return queued;
  const { deliveryId } = queued.value;
  const cancel = () => void api.deliveries.cancel({ deliveryId });
  if (options.signal?.aborted) cancel();
  options.signal?.addEventListener('abort', cancel);
  return api.deliveries.follow(
    { deliveryId },
    options.onProgress ? { onProgress: options.onProgress } : {},
  );
};

/** Delivers a batch. What comes of it is in `useDelivery`. */
export const startDelivery = async (
  batchId: string,
  channel: Channel,
  confirm: Confirm,
): Promise<Delivered | undefined> => {
  if (running.has(batchId)) return undefined;
  const controller = new AbortController();
  running.set(batchId, controller);
  change(batchId, { status: 'running', progress: null });
  const answer = await send(batchId, channel, confirm, {
    signal: controller.signal,
    onProgress: (progress) => {
      if (running.get(batchId) === controller) change(batchId, { status: 'running', progress });
    },
  });
  running.delete(batchId);
  change(
    batchId,
    answer.ok
      ? { status: 'done', delivered: answer.value }
      : { status: 'refused', failure: answer.error },
  );
  return answer.ok ? answer.value : undefined;
};
