/**
 * The border to the page, and the only file that touches Electron's IPC. It checks who sends (the
 * main frame of our own page), how much, and lets nothing through that is no message of the
 * contract; what remains is served or passed on to the engine.
 */
import { performance } from 'node:perf_hooks';
import type { IpcMainEvent, WebContents } from 'electron';
import type {
  CallOptions,
  Client,
  Contract,
  Emit,
  Handlers,
  OpenToAnyone,
} from '#contract/define.ts';
import { type EngineContract, engineContract } from '#contract/engine.ts';
import { fail, type Result } from '#contract/result.ts';
import type { Channel } from '#contract/rpc/channels.ts';
import { isMessage, type Port } from '#contract/rpc/port.ts';
import { serve } from '#contract/rpc/server.ts';
import { createAdmission, usualRules } from './admission.ts';
import { isOwnPage } from './windows/own-page.ts';

const isFromOwnMainFrame = (contents: WebContents, { senderFrame }: IpcMainEvent): boolean =>
  // Null when the frame is gone by the time the message is looked at.
  senderFrame !== null && senderFrame === contents.mainFrame && isOwnPage(senderFrame.url);

type Listener = (message: unknown) => void;

/** One page's end of a channel, from its load to its end. */
const openSession = (contents: WebContents, channel: Channel) => {
  const listeners: Listener[] = [];
  const closeListeners: ((end: { final: boolean }) => void)[] = [];
  const admission = createAdmission(usualRules, () => performance.now());
  let open = true;

  const send = (message: unknown) => {
    if (open && !contents.isDestroyed()) contents.send(channel, message);
  };
  const port: Port = {
    post: (message) => {
      if (message.type === 'result') admission.leave();
      send(message);
    },
    onMessage: (listener) => void listeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
  };
  return {
    port,
    receive: (message: unknown) => {
      if (!open || !isMessage(message)) return;
      if (message.type === 'call') {
        const problem = admission.enter(message.input);
        if (problem !== undefined) {
          send({ type: 'result', id: message.id, result: fail('bad-input', { problem }) });
          return;
        }
      } else if (message.type !== 'cancel') return;
      for (const listener of listeners) listener(message);
    },
    close: () => {
      open = false;
      for (const listener of closeListeners) listener({ final: true });
    },
  };
};

export type RelayOptions<C extends Contract> = {
  readonly contents: WebContents;
  readonly channel: Channel;
  readonly contract: C;
  readonly handlers: Handlers<C>;
  readonly onBug: (call: string, error: unknown) => void;
  /** Another page is being loaded: whatever the last one knew is gone. */
  readonly onNewPage?: () => void;
};

/**
 * Serves a contract to the page in `contents`, and to each page that is loaded there afterwards;
 * what an earlier page left running is cancelled. Returns how to tell the present page an event.
 */
export const relay = <C extends Contract>(options: RelayOptions<C>): { readonly emit: Emit<C> } => {
  const { contents, channel, contract, handlers, onBug } = options;
  const begin = () => {
    const session = openSession(contents, channel);
    const { emit } = serve(contract, handlers, session.port, { onBug });
    return { ...session, emit };
  };
  let session = begin();

  contents.ipc.on(channel, (event, message: unknown) => {
    if (isFromOwnMainFrame(contents, event)) session.receive(message);
    else process.stderr.write('a message from a frame that is not ours was dropped\n');
  });
  contents.on('did-start-navigation', (details) => {
    if (!details.isMainFrame || details.isSameDocument) return;
    session.close();
    session = begin();
    options.onNewPage?.();
  });
  contents.once('destroyed', () => session.close());
  return { emit: (group, name, payload) => session.emit(group, name, payload) };
};

type AnyCall = (input: unknown, options: CallOptions<unknown>) => Promise<Result<unknown>>;
type AnyHandler = (
  input: unknown,
  context: { signal: AbortSignal; progress: (progress: unknown) => void },
) => Promise<Result<unknown>>;

/** Handlers that pass each call of the engine that is open to anyone on to it. */
export const passOnToEngine = (
  client: Client<EngineContract>,
): Handlers<OpenToAnyone<EngineContract>> => {
  const calls = client as unknown as Record<string, Record<string, AnyCall>>;
  const contract: Contract = engineContract;
  return Object.fromEntries(
    Object.entries(contract).map(([group, members]) => [
      group,
      Object.fromEntries(
        Object.entries(members)
          .filter(
            ([, definition]) => definition.kind !== 'event' && definition.audience === 'anyone',
          )
          .map(([name]): [string, AnyHandler] => [
            name,
            async (input, { signal, progress }) =>
              (await calls[group]?.[name]?.(input, { signal, onProgress: progress })) ??
              fail('unknown-call'),
          ]),
      ),
    ]),
  ) as unknown as Handlers<OpenToAnyone<EngineContract>>;
};
