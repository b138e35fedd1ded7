/** The name space of links: one for each channel of each application, with practice kept apart. */
import type { Environment } from '#contract/schemas/batch.ts';

/**
 * `environment` is null where the ids were given without a profile. A folder named for once is no
 * channel, so what goes there is practice too.
 */
export const channelKey = (channel: {
  readonly appId: string;
  readonly channelId: string;
  readonly environment: Environment | null;
  readonly placeKind: 's3' | 'folder';
}): string => {
  const { appId, channelId, environment, placeKind } = channel;
  const practice = environment === 'practice' || (environment === null && placeKind === 'folder');
  return `${practice ? 'practice:' : ''}${appId}/${channelId}`;
};
