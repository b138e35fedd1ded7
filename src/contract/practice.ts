/**
 * The address of the practice folder, which every installation has: it looks like a channel, and is
 * none that Repro knows.
 */
import type { Address } from './schemas/batch.ts';

export const PRACTICE_ADDRESS = {
  appId: 'practice-app',
  channelId: '0000000000',
} as const satisfies Omit<Address, 'environment'>;

/** Whether a sealed batch is meant for the practice folder. */
export const isPracticeAddress = (address: Address | null): boolean =>
  address?.appId === PRACTICE_ADDRESS.appId && address.channelId === PRACTICE_ADDRESS.channelId;
