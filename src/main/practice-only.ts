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

const refusal: Result<never, 'production-refused'> = fail('production-refused');

/** The same handlers, without a way into production. */
export const withoutProduction = (
  handlers: EngineHandlers,
  client: Client<EngineContract>,
): EngineHandlers => ({
  ...handlers,
  deliveries: {
    ...handlers.deliveries,
    start: async (input, context) =>
      (await isProduction(client, input.to)) ? refusal : handlers.deliveries.start(input, context),
  },
});
