/**
 * Turns a client into what can cross the bridge between two worlds: functions and plain values. An
 * `AbortSignal` can't, so each call answers with a way to cancel it.
 */
import type { CallOptions, Client, Contract } from '#contract/define.ts';
import type { BridgedCall, BridgedClient, BridgedEvent } from '#contract/rpc/bridge.ts';

type AnyCall = (input: unknown, options: CallOptions<unknown>) => Promise<unknown>;

const bridgeCall =
  (call: AnyCall): BridgedCall =>
  (input, onProgress) => {
    const controller = new AbortController();
    const options = { signal: controller.signal, ...(onProgress && { onProgress }) };
    return { answer: call(input, options), cancel: () => controller.abort() };
  };

/** The functions of `client` as the page may hold them. */
export const exposeClient = <C extends Contract>(contract: C, client: Client<C>): BridgedClient => {
  const functions = client as unknown as Record<string, Record<string, AnyCall | BridgedEvent>>;
  return Object.fromEntries(
    Object.entries(contract).map(([group, members]) => [
      group,
      Object.fromEntries(
        Object.entries(members).map(([name, definition]) => {
          const served = functions[group]?.[name];
          return [
            name,
            definition.kind === 'event' ? (served as BridgedEvent) : bridgeCall(served as AnyCall),
          ];
        }),
      ),
    ]),
  );
};
