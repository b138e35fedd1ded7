/** The border to the page, held against senders that are not the main frame of our own page. */
import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openToAnyone, query } from '#contract/define.ts';
import { succeed } from '#contract/result.ts';
import { CHANNELS } from '#contract/rpc/channels.ts';
import { relay } from '#main/relay.ts';

const contract = openToAnyone({
  echo: {
    back: query({
      input: z.object({ word: z.string() }).strict(),
      output: z.object({}),
      errors: [],
    }),
    secret: query({
      audience: 'host',
      input: z.object({}).strict(),
      output: z.object({}),
      errors: [],
    }),
  },
});

/** As much of Electron's web contents as the relay touches. */
const fakeContents = () => {
  const sent: unknown[] = [];
  const mainFrame = { url: 'app://dropline/index.html' };
  const contents = Object.assign(new EventEmitter(), {
    ipc: new EventEmitter(),
    mainFrame,
    isDestroyed: () => false,
    send: (_channel: string, message: unknown) => void sent.push(message),
  });
  return { contents, sent, mainFrame };
};

const call = (id: number, input: unknown, name = 'back') => ({
  type: 'call',
  id,
  group: 'echo',
  name,
  input,
});

let heard: string[];
let fake: ReturnType<typeof fakeContents>;
beforeEach(() => {
  heard = [];
  fake = fakeContents();
  relay({
    contents: fake.contents as unknown as WebContents,
    channel: CHANNELS.page,
    contract,
    handlers: {
      echo: {
        back: async ({ word }) => {
          heard.push(word);
          return succeed({});
        },
      },
    },
    onBug: (name, error) => expect.fail(`${name}: ${String(error)}`),
  });
});

const receive = (senderFrame: unknown, message: unknown) =>
  fake.contents.ipc.emit(CHANNELS.page, { senderFrame }, message);
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('the main frame of our page is heard', async () => {
  receive(fake.mainFrame, call(1, { word: 'hello' }));
  await settle();
  expect({ heard, sent: fake.sent }).toEqual({
    heard: ['hello'],
    sent: [{ type: 'result', id: 1, result: { ok: true, value: {} } }],
  });
});

describe('nobody else is', () => {
  test.each([
    ['a frame that is gone', () => null],
    ['another frame of the same address', () => ({ url: 'app://dropline/index.html' })],
  ])('%s', async (_name, frame) => {
    receive(frame(), call(1, { word: 'hello' }));
    await settle();
    expect({ heard, sent: fake.sent }).toEqual({ heard: [], sent: [] });
  });

  test.each([
    'https://example.invalid/',
    'app://dropline.evil/index.html',
    'app://elsewhere/index.html',
    'file:///app://dropline/index.html',
    'about:blank',
    '',
  ])('the main frame at %s', async (url) => {
    fake.mainFrame.url = url;
    receive(fake.mainFrame, call(1, { word: 'hello' }));
    await settle();
    expect({ heard, sent: fake.sent }).toEqual({ heard: [], sent: [] });
  });
});

test('what is for hosts alone does not exist for a page', async () => {
  receive(fake.mainFrame, call(1, {}, 'secret'));
  await settle();
  expect(fake.sent).toMatchObject([{ id: 1, result: { error: { code: 'unknown-call' } } }]);
});

test.each([
  null,
  7,
  'call',
  [],
  {},
  { type: 'result', id: 1, result: {} },
  { type: 'event', group: 'echo', name: 'x' },
])('what is no call is dropped: %j', async (message) => {
  receive(fake.mainFrame, message);
  await settle();
  expect(fake.sent).toEqual([]);
});

test('a new page hears nothing of what an old one asked', async () => {
  receive(fake.mainFrame, call(1, { word: 'before' }));
  fake.contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
  await settle();
  receive(fake.mainFrame, call(1, { word: 'after' }));
  await settle();
  expect({ heard, answers: fake.sent.length }).toEqual({ heard: ['before', 'after'], answers: 1 });
});
