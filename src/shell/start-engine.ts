/** A running engine for a host: its calls, and the host's secrets at its service. */
import type { Client, Handlers } from '#contract/define.ts';
import { type EngineContract, engineContract, type StoreNotice } from '#contract/engine.ts';
import { type HostContract, hostContract } from '#contract/host.ts';
import { succeed } from '#contract/result.ts';
import { createClient } from '#contract/rpc/client.ts';
import { serve } from '#contract/rpc/server.ts';
import { type EngineProcess, supervise } from './supervise.ts';

/** Answers the engine's question for the credentials of a profile (null: of the environment). */
export type ReadSecret = Handlers<HostContract>['secrets']['read'];

/** Answers the engine's question for the system's proxy: null where there is none for a URL. */
export type ProxyFor = (url: string) => Promise<string | null>;

export type StartEngineOptions = {
  readonly dataDir: string;
  readonly readSecret: ReadSecret;
  /** A host that knows no proxy of the system leaves it to the environment's variables. */
  readonly proxyFor?: ProxyFor;
  /** How long a delivery goes on trying against a far end that is out of reach; null for ever. */
  readonly maxRetryMs?: number | null;
  /** Parse the engine's answers, too: development and tests. */
  readonly checkOutput?: boolean;
  /** Whether a window is open, for which the engine's jobs stand back. */
  readonly hasWindow?: boolean;
  readonly onNotice?: (notice: StoreNotice) => void;
  /** Starts one engine process. */
  readonly start: (settings: Readonly<Record<string, unknown>>) => EngineProcess;
};

export type RunningEngine = {
  readonly client: Client<EngineContract>;
  /** Hears that the engine died and runs again; whatever was under way has failed. */
  readonly onRestart: (listener: () => void) => void;
  readonly stop: () => Promise<void>;
};

/** Starts the engine and keeps it running until `stop`. */
export const startEngine = (options: StartEngineOptions): RunningEngine => {
  const settings = {
    dataDir: options.dataDir,
    ...(options.checkOutput === undefined ? {} : { checkOutput: options.checkOutput }),
    ...(options.hasWindow === undefined ? {} : { hasWindow: options.hasWindow }),
    ...(options.maxRetryMs === undefined ? {} : { maxRetryMs: options.maxRetryMs }),
  };
  const { port, stop } = supervise(() => options.start(settings));
  const proxyFor: ProxyFor = options.proxyFor ?? (async () => null);
  const handlers: Handlers<HostContract> = {
    secrets: { read: options.readSecret },
    network: { proxyFor: async ({ url }) => succeed({ proxy: await proxyFor(url) }) },
  };
  serve(hostContract, handlers, port, {
    onBug: (call, error) => process.stderr.write(`bug in ${call}: ${String(error)}\n`),
  });
  const client = createClient(engineContract, port);
  if (options.onNotice !== undefined) client.engine.notice(options.onNotice);
  const onRestart = (listener: () => void) =>
    port.onClose(({ final }) => {
      if (!final) listener();
    });
  return { client, onRestart, stop };
};
