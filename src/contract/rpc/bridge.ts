/**
 * A client on the far side of a bridge that only functions and plain values can cross, and how it is
 * made a client again there.
 */
import type { CallOptions, Client, Contract } from '../define.ts';

export type BridgedCall = (
  input: unknown,
  onProgress?: (progress: unknown) => void,
) => { readonly answer: Promise<unknown>; readonly cancel: () => void };

export type BridgedEvent = (listener: (payload: unknown) => void) => () => void;

export type BridgedClient = Readonly<
  Record<string, Readonly<Record<string, BridgedCall | BridgedEvent>>>
>;

const callOver =
  (bridged: BridgedCall) =>
  async (input: unknown, { signal, onProgress }: CallOptions<unknown> = {}) => {
    const { answer, cancel } = bridged(input, onProgress);
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    try {
      return await answer;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };

/** The client of `contract` whose functions came over the bridge. */
export const clientOver = <C extends Contract>(contract: C, bridged: BridgedClient): Client<C> =>
  Object.fromEntries(
    Object.entries(contract).map(([group, members]) => [
      group,
      Object.fromEntries(
        Object.entries(members).map(([name, definition]) => {
          const served = bridged[group]?.[name];
          return [name, definition.kind === 'event' ? served : callOver(served as BridgedCall)];
        }),
      ),
    ]),
  ) as Client<C>;
