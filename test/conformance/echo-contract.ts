/** A small contract with one call of every kind, for holding hosts to the same behaviour. */
import { z } from 'zod';
import { command, event, query } from '#contract/define.ts';

export const echoContract = {
  echo: {
    back: query({
      input: z.object({ value: z.unknown() }).strict(),
      output: z.object({ value: z.unknown() }),
      errors: [],
    }),
    refuse: query({
      input: z.object({ name: z.string().max(10) }).strict(),
      output: z.object({}),
      errors: ['file-missing'],
    }),
    /** Tells `steps` numbers as fast as it can, then answers how many. */
    count: command({
      input: z.object({ steps: z.number().int() }).strict(),
      output: z.object({ counted: z.number() }),
      progress: z.object({ step: z.number() }),
      errors: [],
    }),
    /** Ends only when it is cancelled. */
    wait: command({
      input: z.object({}).strict(),
      output: z.object({}),
      progress: z.object({ waiting: z.literal(true) }),
      errors: [],
    }),
    throwUp: query({ input: z.object({}).strict(), output: z.object({}), errors: [] }),
    /** Kills the serving process without a word. */
    die: query({ input: z.object({}).strict(), output: z.object({}), errors: [] }),
    /** Asks the host's side for a secret and says how long it is. */
    secretLength: query({
      input: z.object({}).strict(),
      output: z.object({ length: z.number() }),
      errors: ['credentials-missing', 'keychain-closed'],
    }),
    shout: query({
      input: z.object({ word: z.string() }).strict(),
      output: z.object({}),
      errors: [],
    }),
    heard: event({ payload: z.object({ word: z.string() }) }),
  },
};

export type EchoContract = typeof echoContract;
