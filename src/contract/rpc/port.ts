/**
 * A two-way pipe for structured values: the only thing that a host has to adapt. Messages arrive
 * in order. `onClose` says that whatever was under way is lost; after a `final` close nothing
 * arrives any more, after any other the pipe leads to a fresh peer (an engine that came back).
 */
export type Port = {
  readonly post: (message: Message) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  readonly onClose: (listener: (end: { readonly final: boolean }) => void) => void;
};

/** What travels. Calls are named by group and name and numbered by the caller. */
export type Message =
  | {
      readonly type: 'call';
      readonly id: number;
      readonly group: string;
      readonly name: string;
      readonly input: unknown;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | {
      readonly type: 'event';
      readonly group: string;
      readonly name: string;
      readonly payload: unknown;
    };

/** Whether a received value has the outer shape of a message. Its contents are parsed by the server. */
export const isMessage = (value: unknown): value is Message => {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const { type } = value;
  if (type === 'event') return 'group' in value && 'name' in value;
  if (type === 'call' && !('group' in value && 'name' in value)) return false;
  return (
    (type === 'call' || type === 'cancel' || type === 'progress' || type === 'result') &&
    'id' in value &&
    typeof value.id === 'number'
  );
};

/** Both ends of a pipe inside one process. Values are cloned, as a real border would. */
export const portPair = (): {
  readonly left: Port;
  readonly right: Port;
  readonly close: () => void;
} => {
  const ends = [0, 1].map(() => ({
    message: [] as ((message: unknown) => void)[],
    close: [] as ((end: { final: boolean }) => void)[],
  }));
  let open = true;
  const end = (mine: number): Port => ({
    post: (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => {
        if (open) for (const listener of ends[1 - mine]?.message ?? []) listener(copy);
      });
    },
    onMessage: (listener) => void ends[mine]?.message.push(listener),
    onClose: (listener) => void ends[mine]?.close.push(listener),
  });
  return {
    left: end(0),
    right: end(1),
    close: () => {
      if (!open) return;
      open = false;
      for (const { close } of ends) for (const listener of close) listener({ final: true });
    },
  };
};
