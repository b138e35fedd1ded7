/** The page's client of main and, through it, of the engine. */
import type { Client } from '#contract/define.ts';
import { type BridgedClient, clientOver } from '#contract/rpc/bridge.ts';
import { type PageContract, pageContract } from '#contract/window.ts';

declare global {
  // What the preload script exposes.
  const dropline: BridgedClient;
}

export type Api = Client<PageContract>;

export const api: Api = clientOver(pageContract, dropline);
