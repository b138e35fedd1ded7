/**
 * The deliveries as the engine has them: asked once, kept true by what it tells, and asked again when
 * it was restarted. Nothing about a delivery is remembered anywhere else in the page.
 */
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import { api } from '../../api/client.ts';
import { answerOf, askAgain } from '../../api/queries.ts';
import { isElsewhere, withChanged } from './describe.ts';

const key = ['deliveries', 'list'] as const;

const elsewhereLookMs = 2_000;

/** What was heard since the list was last asked for, which may have been written before. */
let heardSince: readonly DeliveryRow[] = [];

const takeIn = (queries: QueryClient, changed: readonly DeliveryRow[]): void => {
  heardSince = withChanged(heardSince, changed);
  void queries.setQueryData<readonly DeliveryRow[]>(key, (known) =>
    known === undefined ? undefined : withChanged(known, changed),
  );
};

const askForAll = async (): Promise<readonly DeliveryRow[]> => {
  heardSince = [];
  const { deliveries } = await answerOf(api.deliveries.list({}));
  return withChanged(deliveries, heardSince);
};

/** Every delivery that was ever begun here, the newest first. */
export const useDeliveries = () => {
  const queries = useQueryClient();
  useEffect(() => {
    const stopHearing = api.deliveries.changed(({ deliveries }) => takeIn(queries, deliveries));
    const stopWaiting = api.app.engineRestarted(() => void refreshDeliveries(queries));
    return () => {
      stopHearing();
      stopWaiting();
    };
  }, [queries]);
  return useQuery({
    queryKey: key,
    queryFn: askForAll,
    refetchOnMount: 'always',
    // What another process does is told to nobody here.
    refetchInterval: ({ state }) => (state.data?.some(isElsewhere) ? elsewhereLookMs : false),
  });
};

/** Has the list asked for again. */
export const refreshDeliveries = (queries: QueryClient): Promise<void> => askAgain(queries, key);

/** What a person can do about a delivery; the row that comes back is shown at once. */
export const useDeliveryAction = (
  { id: deliveryId }: DeliveryRow,
  action: 'pause' | 'goOn' | 'cancel',
) => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(api.deliveries[action]({ deliveryId })),
    onSuccess: (row) => takeIn(queries, [row]),
    // It moved on while it was asked: how it stands now is the answer.
    onError: () => refreshDeliveries(queries),
  });
};

export const useRelease = ({ id: deliveryId }: DeliveryRow) => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (reason: string) => answerOf(api.deliveries.release({ deliveryId, reason })),
    onSuccess: (row) => takeIn(queries, [row]),
    onError: () => refreshDeliveries(queries),
  });
};

/** Says, or takes back, that the user saw the completion mail. */
export const useImportMark = ({ id: deliveryId }: Pick<DeliveryRow, 'id'>) => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (imported: boolean) =>
      answerOf(api.deliveries.markImported({ deliveryId, imported })),
    // One that waited for it goes on, so more than this row may have changed.
    onSettled: () => refreshDeliveries(queries),
  });
};
