/**
 * An Electron that is out of support is for practice: what would send a list to a real bucket is
 * refused before it reaches the engine.
 */
import type { Client, Handlers, OpenToAnyone } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result } from '#contract/result.ts';
import type { DeliveryRow } from '#contract/schemas/delivery.ts';
import type { DestinationRef } from '#contract/schemas/profile.ts';

type EngineHandlers = Handlers<OpenToAnyone<EngineContract>>;

const isProduction = async (
  client: Client<EngineContract>,
  to: DestinationRef,
): Promise<boolean> => {
  if (to.kind === 'folder') return false;
  if (to.kind === 's3') return true;
  const answer = await client.profiles.list({});
  const profile = answer.ok && answer.value.profiles.find(({ id }) => id === to.profileId);
  // A profile that can't be looked up is not known to be harmless.
  return !profile || profile.environment === 'production';
};

const isProductionRow = ({ bucket, environment }: DeliveryRow): boolean =>
  bucket !== null && (environment ?? 'production') === 'production';

/** The deliveries; undefined where nobody can tell, and none is known to be harmless. */
const rowsOf = async (client: Client<EngineContract>): Promise<DeliveryRow[] | undefined> => {
  const answer = await client.deliveries.list({});
  return answer.ok ? answer.value.deliveries : undefined;
};

const isProductionDelivery = async (
  client: Client<EngineContract>,
  deliveryId: string,
): Promise<boolean> => {
  const found = (await rowsOf(client))?.find(({ id }) => id === deliveryId);
  return found === undefined || isProductionRow(found);
};

/** Whether a list for production goes as soon as this delivery is marked as imported. */
const holdsProduction = async (
  client: Client<EngineContract>,
  deliveryId: string,
): Promise<boolean> => {
  const waiting = (await rowsOf(client))?.filter(({ waitsFor }) => waitsFor === deliveryId);
  return waiting === undefined || waiting.some(isProductionRow);
};

const refusal: Result<never, 'production-refused'> = fail('production-refused');

/** The same handlers, without a way into production. */
export const withoutProduction = (
  handlers: EngineHandlers,
  client: Client<EngineContract>,
): EngineHandlers => {
  const { deliveries } = handlers;
  return {
    ...handlers,
    deliveries: {
      ...deliveries,
      enqueue: async (input, context) =>
        (await isProduction(client, input.to)) ? refusal : deliveries.enqueue(input, context),
      goOn: async (input, context) =>
        (await isProductionDelivery(client, input.deliveryId))
          ? refusal
          : deliveries.goOn(input, context),
      release: async (input, context) =>
        (await isProductionDelivery(client, input.deliveryId))
          ? refusal
          : deliveries.release(input, context),
      markImported: async (input, context) =>
        input.imported && (await holdsProduction(client, input.deliveryId))
          ? refusal
          : deliveries.markImported(input, context),
    },
  };
};
