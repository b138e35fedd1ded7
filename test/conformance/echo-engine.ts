/** Serves the echo contract on any port: the peer of the conformance suite. */
import type { Emit, Handlers } from '#contract/define.ts';
import { hostContract } from '#contract/host.ts';
import { fail, succeed } from '#contract/result.ts';
import { createClient } from '#contract/rpc/client.ts';
import type { Port } from '#contract/rpc/port.ts';
import { serve } from '#contract/rpc/server.ts';
import { type EchoContract, echoContract } from './echo-contract.ts';

/** `die` ends the process, or does what it is told to where there is none of its own. */
export const serveEcho = (port: Port, die: () => void): void => {
  const host = createClient(hostContract, port);
  const served: { emit?: Emit<EchoContract> } = {};
  const handlers: Handlers<EchoContract> = {
    echo: {
      back: async ({ value }) => succeed({ value }),
      refuse: async ({ name }) => fail('file-missing', { name }),
      count: async ({ steps }, { progress }) => {
        for (let step = 1; step <= steps; step += 1) progress({ step });
        return succeed({ counted: steps });
      },
      wait: (_input, { signal, progress }) =>
        new Promise((resolve) => {
          signal.addEventListener('abort', () => resolve(fail('cancelled')));
          progress({ waiting: true });
        }),
      throwUp: () => Promise.reject(new Error('a bug on purpose')),
      die: () => {
        die();
        return new Promise(() => undefined);
      },
      secretLength: async () => {
        const answer = await host.secrets.read({ profileId: null });
        if (answer.ok) return succeed({ length: answer.value.secretAccessKey.length });
        return fail('credentials-missing');
      },
      shout: async ({ word }) => {
        served.emit?.('echo', 'heard', { word });
        return succeed({});
      },
    },
  };
  served.emit = serve(echoContract, handlers, port, {
    checkOutput: true,
    onBug: () => undefined,
  }).emit;
};
