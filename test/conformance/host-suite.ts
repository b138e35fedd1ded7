/**
 * What every host must do, as plain functions, so that it can be held against hosts that live in
 * other programs than the test runner (Electron's main process).
 */
import assert from 'node:assert/strict';
import { hostContract } from '#contract/host.ts';
import { succeed } from '#contract/result.ts';
import { createClient } from '#contract/rpc/client.ts';
import type { Port } from '#contract/rpc/port.ts';
import { serve } from '#contract/rpc/server.ts';
import { echoContract } from './echo-contract.ts';

/** One engine behind a port that survives its death, as `supervise` gives it. */
export type HostUnderTest = { readonly port: Port; readonly stop: () => Promise<void> };

const connect = ({ port }: HostUnderTest) => {
  serve(
    hostContract,
    {
      secrets: {
        read: async () => succeed({ accessKeyId: 'AKIATEST', secretAccessKey: 'twelve chars' }),
      },
      network: { proxyFor: async () => succeed({ proxy: null }) },
    },
    port,
    { onBug: (call, error) => assert.fail(`bug in ${call}: ${String(error)}`) },
  );
  return createClient(echoContract, port).echo;
};

type Echo = ReturnType<typeof connect>;

const cases: Readonly<Record<string, (echo: Echo, host: HostUnderTest) => Promise<void>>> = {
  'values come back as they were': async (echo) => {
    const value = {
      text: '友だち\u0000',
      bytes: new Uint8Array([1, 2, 3]),
      none: null,
      list: [1.5],
    };
    assert.deepEqual(await echo.back({ value }), { ok: true, value: { value } });
  },
  'large values come back whole': async (echo) => {
    const value = 'x'.repeat(5_000_000);
    const answer = await echo.back({ value });
    assert.equal(answer.ok && answer.value.value === value, true);
  },
  'expected failures are values': async (echo) => {
    assert.deepEqual(await echo.refuse({ name: 'a.csv' }), {
      ok: false,
      error: {
        code: 'file-missing',
        message: 'file-missing',
        details: { name: 'a.csv' },
        retryable: false,
      },
    });
  },
  'input is parsed where it is served': async (echo) => {
    const answer = await echo.refuse({ name: 'much longer than ten' });
    assert.equal(!answer.ok && answer.error.code, 'bad-input');
    // The validator's own words are no text for people.
    assert.deepEqual(!answer.ok && answer.error.details, { call: 'echo.refuse', field: 'name' });
  },
  'unknown calls are refused': async (_echo, { port }) => {
    const wider = { ...echoContract, constructor: echoContract.echo };
    const answer = await createClient(wider, port).constructor.back({ value: 1 });
    assert.equal(!answer.ok && answer.error.code, 'unknown-call');
  },
  'a bug answers, too': async (echo) => {
    const answer = await echo.throwUp({});
    assert.equal(!answer.ok && answer.error.code, 'internal-error');
  },
  'progress is coalesced and ends with the last': async (echo) => {
    const steps: number[] = [];
    const answer = await echo.count(
      { steps: 10_000 },
      { onProgress: ({ step }) => steps.push(step) },
    );
    assert.deepEqual(answer, { ok: true, value: { counted: 10_000 } });
    assert.equal(steps.at(-1), 10_000);
    assert.ok(steps.length < 100, `${steps.length} messages`);
  },
  'a call is cancelled by its caller': async (echo) => {
    const controller = new AbortController();
    const answer = await echo.wait(
      {},
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    assert.equal(!answer.ok && answer.error.code, 'cancelled');
  },
  'the engine can ask its host': async (echo) => {
    assert.deepEqual(await echo.secretLength({}), { ok: true, value: { length: 12 } });
  },
  'events reach who listens': async (echo) => {
    const words: string[] = [];
    const stopListening = echo.heard(({ word }) => words.push(word));
    await echo.shout({ word: 'ほら' });
    stopListening();
    await echo.shout({ word: 'unheard' });
    assert.deepEqual(words, ['ほら']);
  },
  'death fails what is pending, and the engine comes back': async (echo) => {
    const waiting = echo.wait({});
    const dying = echo.die({});
    const answers = await Promise.all([waiting, dying]);
    assert.deepEqual(
      answers.map((answer) => !answer.ok && answer.error.code),
      ['engine-died', 'engine-died'],
    );
    assert.deepEqual(await echo.back({ value: 'again' }), { ok: true, value: { value: 'again' } });
  },
};

export const hostCaseNames = Object.keys(cases);

/** Runs one case against a host of its own. Rejects where the host behaves differently. */
export const runHostCase = async (name: string, start: () => HostUnderTest): Promise<void> => {
  const run = cases[name];
  if (run === undefined) throw new Error(`no case ${name}`);
  const host = start();
  try {
    await run(connect(host), host);
  } finally {
    await host.stop();
  }
};
