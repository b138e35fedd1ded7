/**
 * An Electron that is out of support is for practice: what would send a list to a real bucket is
 * refused before it reaches the engine.
 */
import type { Client, Handlers, OpenToAnyone } from '#contract/define.ts';
import type { EngineContract } from '#contract/engine.ts';
import { fail, type Result } from '#contract/result.ts';
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

const isProductionDelivery = async (
  client: Client<EngineContract>,
  deliveryId: string,
): Promise<boolean> => {
  const answer = await client.deliveries.list({});
  const found = answer.ok && answer.value.deliveries.find(({ id }) => id === deliveryId);
  if (!found) return true;
  return found.bucket !== null && (found.environment ?? 'production') === 'production';
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
    },
  };
};
