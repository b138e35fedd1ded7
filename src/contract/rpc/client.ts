/**
 * The calling side of a contract: functions derived from it, over any port. When the other end is
 * lost, every pending call ends with `engine-died`; nothing hangs.
 */
import type { CallOptions, Client, Contract } from '../define.ts';
import { type Failure, fail } from '../result.ts';
import { isMessage, type Port } from './port.ts';

type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: Failure };

type Pending = {
  readonly resolve: (answer: Answer) => void;
  readonly onProgress: ((progress: unknown) => void) | undefined;
};

/** Connects to a server of `contract` at the other end of `port`. */
export const createClient = <C extends Contract>(contract: C, port: Port): Client<C> => {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  let lastId = 0;
  let closed = false;

  port.onMessage((message) => {
    if (!isMessage(message)) return;
    if (message.type === 'event') {
      for (const listener of listeners.get(`${message.group}.${message.name}`) ?? []) {
        listener(message.payload);
      }
    } else if (message.type === 'progress') {
      pending.get(message.id)?.onProgress?.(message.progress);
    } else if (message.type === 'result') {
      const call = pending.get(message.id);
      pending.delete(message.id);
      call?.resolve(message.result as Answer);
    }
  });
  port.onClose(({ final }) => {
    closed = final;
    const calls = [...pending.values()];
    pending.clear();
    for (const call of calls) call.resolve(fail('engine-died', {}, { retryable: true }));
  });

  const call = (group: string, name: string, input: unknown, options: CallOptions<unknown> = {}) =>
    new Promise<Answer>((resolve) => {
      const { signal, onProgress } = options;
      if (closed) return resolve(fail('engine-died', {}, { retryable: true }));
      if (signal?.aborted) return resolve(fail('cancelled'));
      lastId += 1;
      const id = lastId;
      const cancel = () => port.post({ type: 'cancel', id });
      signal?.addEventListener('abort', cancel, { once: true });
      pending.set(id, {
        resolve: (answer) => {
          signal?.removeEventListener('abort', cancel);
          resolve(answer);
        },
        onProgress,
      });
      port.post({ type: 'call', id, group, name, input });
    });

  const subscribe = (key: string, listener: (payload: unknown) => void) => {
    const set = listeners.get(key) ?? new Set();
    listeners.set(key, set.add(listener));
    return () => void set.delete(listener);
  };

  const groups = Object.entries(contract).map(([group, members]) => [
    group,
    Object.fromEntries(
      Object.entries(members).map(([name, definition]) => [
        name,
        definition.kind === 'event'
          ? (listener: (payload: unknown) => void) => subscribe(`${group}.${name}`, listener)
          : (input: unknown, options?: CallOptions<unknown>) => call(group, name, input, options),
      ]),
    ),
  ]);
  return Object.fromEntries(groups) as Client<C>;
};
