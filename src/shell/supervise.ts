/**
 * Keeps an engine running. Whatever was under way when it dies fails with `engine-died`; the engine
 * comes back by itself, but not for ever: one that dies again and again stays down.
 */
import type { Port } from '#contract/rpc/port.ts';

/** One running engine process, whatever hosts it. */
export type EngineProcess = {
  readonly post: (message: unknown) => void;
  readonly onMessage: (listener: (message: unknown) => void) => void;
  /** Called once, when the process is gone. */
  readonly onExit: (listener: () => void) => void;
  /** Asks the process to end, then makes it end. */
  readonly stop: () => Promise<void>;
};

export type Supervised = {
  /** Stays the same across restarts. */
  readonly port: Port;
  readonly stop: () => Promise<void>;
};

const maxDeaths = 3;
const withinMs = 30_000;

/** Starts an engine with `start` and starts it again when it dies. */
export const supervise = (start: () => EngineProcess, now: () => number = Date.now): Supervised => {
  const messageListeners: ((message: unknown) => void)[] = [];
  const closeListeners: ((end: { final: boolean }) => void)[] = [];
  let deaths: number[] = [];
  let stopping = false;
  let current: EngineProcess | undefined;

  const run = () => {
    const engine = start();
    current = engine;
    engine.onMessage((message) => {
      if (engine === current) for (const listener of messageListeners) listener(message);
    });
    engine.onExit(() => {
      if (engine !== current) return;
      current = undefined;
      deaths = [...deaths.filter((moment) => now() - moment < withinMs), now()];
      const final = stopping || deaths.length >= maxDeaths;
      if (!final) run();
      for (const listener of closeListeners) listener({ final });
    });
  };
  run();

  return {
    port: {
      post: (message) => current?.post(message),
      onMessage: (listener) => void messageListeners.push(listener),
      onClose: (listener) => void closeListeners.push(listener),
    },
    stop: async () => {
      stopping = true;
      await current?.stop();
    },
  };
};
