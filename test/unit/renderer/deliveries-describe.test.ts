import { describe, expect, test } from 'vitest';
import { createWords } from '#contract/words/words.ts';
import {
  cancelInWords,
  endInWords,
  figuresOf,
  noCancelInWords,
  reasonInWords,
  splitRows,
  stateInWords,
  withChanged,
} from '#renderer/features/deliveries/describe.ts';
import { limitChoices } from '#renderer/features/deliveries/limit-choices.ts';
import { entryInWords } from '#renderer/features/deliveries/trail.ts';
import { createSay } from '#renderer/i18n/window-words.ts';
import { rowWith } from '../delivery-row.ts';

const voice = { say: createSay('en'), words: createWords('en') };
const able = rowWith({}).can;

describe('the state in words', () => {
  test.each([
    [{ state: 'uploaded' }, 'Uploaded'],
    [{ state: 'uploaded', bucket: null }, 'Placed'],
    [{ state: 'unknown' }, 'Not known yet: checking'],
    [{ state: 'unknown', can: { ...able, goOn: true } }, 'Not known whether it arrived'],
    [{ state: 'offline' }, 'Waiting for the network'],
  ] as const)('%j', (fields, words) => {
    expect(stateInWords(rowWith(fields), voice)).toBe(words);
  });
});

describe('why it stands still', () => {
  test.each([
    [{ state: 'sending', can: { ...able, pause: true } }, null],
    [{ state: 'sending' }, 'Another window or command of Dropline is sending it, and can stop it.'],
    [{ state: 'paused', standstill: 'by-hand' }, 'Paused by hand. What has arrived is kept.'],
    [
      { state: 'waiting', standstill: 'channel-busy' },
      'Another window or command of Dropline is sending to this channel. It starts when that has ended.',
    ],
    [{ state: 'finishing' }, 'Everything has been sent; the last request is under way.'],
  ] as const)('%j', (fields, words) => {
    expect(reasonInWords(rowWith(fields), voice)).toBe(words);
  });

  test('past the point of no return it can’t be cancelled, and says so', () => {
    const reasons = (['finishing', 'unknown', 'sending'] as const).map((state) =>
      noCancelInWords(rowWith({ state }), voice),
    );
    expect(reasons).toEqual([
      'It can’t be cancelled any more: the last request has gone out.',
      'It can’t be cancelled: it may have arrived.',
      null,
    ]);
  });
});

describe('how it ended where it was not uploaded as a whole', () => {
  test.each([
    [
      { state: 'cancelled', parts: 3 },
      ['Cancelled.', 'Nothing of it is visible there. The batch is kept and can be sent again.'],
    ],
    [{ state: 'failed', parts: 3 }, ['Not uploaded.', null]],
    [
      { state: 'cancelled', parts: 3, partsUploaded: 2 },
      [
        'Cancelled.',
        '2 of 3 files had already arrived and can’t be taken back. Nothing else of it is visible there.',
      ],
    ],
    [
      { state: 'failed', parts: 3, partsUploaded: 1 },
      [
        'Only a part of it was uploaded.',
        '1 of 3 files had already arrived and can’t be taken back. Nothing else of it is visible there.',
      ],
    ],
  ] as const)('%j', (fields, words) => {
    expect(endInWords(rowWith(fields), voice)).toEqual(words);
  });

  test('what can’t be taken back is said before it is cancelled', () => {
    const asked = [0, 1].map((partsUploaded) =>
      cancelInWords(rowWith({ state: 'sending', parts: 2, partsUploaded }), voice),
    );
    expect(asked).toEqual([
      expect.stringMatching(/^Nothing of it stays visible there/),
      expect.stringMatching(/^1 of 2 files arrived already and can’t be taken back\./),
    ]);
  });
});

describe('the figures beside the bar', () => {
  const sending = rowWith({ state: 'sending', bytes: 10_000_000, doneBytes: 2_500_000 });

  test('bytes, speed and time left while it moves', () => {
    const row = { ...sending, bytesPerSecond: 1_200_000, secondsLeft: 6.2 };
    expect(figuresOf(row, null, voice)).toEqual(['2.5 MB of 10 MB', '1.2 MB/s', '7 s left']);
  });

  test('the countdown in place of a speed that says nothing any more', () => {
    const row = { ...sending, state: 'offline', bytesPerSecond: 1, secondsLeft: 9e9 } as const;
    expect([11_200, 0].map((leftMs) => figuresOf(row, leftMs, voice)[1])).toEqual([
      'tries again in 12 s',
      'tries again now',
    ]);
  });

  test('files where there are several', () => {
    const row = { ...sending, parts: 3, partsUploaded: 1 };
    expect(figuresOf(row, null, voice)).toEqual(['2.5 MB of 10 MB', '1 of 3 files']);
  });
});

test('what changed is put in its place, and what is new comes first', () => {
  const [one, two] = [rowWith({ id: 'delivery-1' }), rowWith({ id: 'delivery-2' })];
  const changed = { ...two, doneBytes: 7 };
  const added = rowWith({ id: 'delivery-3' });
  expect(withChanged([one, two], [changed, added])).toEqual([added, one, changed]);
});

test('what is on its way stays in the order of the queue, and what has ended is apart', () => {
  const rows = [
    rowWith({ id: 'delivery-3', queuedAt: '2026-11-22T00:00:03.000Z', state: 'paused' }),
    rowWith({ id: 'delivery-2', queuedAt: '2026-11-22T00:00:02.000Z', state: 'cancelled' }),
    rowWith({ id: 'delivery-1', queuedAt: '2026-11-22T00:00:01.000Z', state: 'unknown' }),
  ];
  const { onItsWay, ended } = splitRows(rows);
  expect([onItsWay, ended].map((half) => half.map(({ id }) => id))).toEqual([
    ['delivery-1', 'delivery-3'],
    ['delivery-2'],
  ]);
});

test('a limit that was set elsewhere can be chosen, too', () => {
  expect(limitChoices(3_000_000)).toEqual([
    250_000, 500_000, 1_000_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000,
  ]);
  expect(limitChoices(2_000_000)).toEqual(limitChoices(null));
});

test('the trail is told in words, with what a person wrote made harmless', () => {
  const told = (what: string, details = {}, isIntoFolder = false) =>
    entryInWords({ what, details }, isIntoFolder, voice.say);
  expect([
    told('delivery-stopped', { outcome: 'waiting' }),
    told('delivery-ended', { outcome: 'uploaded' }),
    told('delivery-ended', { outcome: 'uploaded' }, true),
    told('hold-released', { reason: 'asked\u202ethem' }),
    told('part-ended'),
    told('an-event-of-a-later-version'),
  ]).toEqual([
    'Interrupted',
    'Uploaded',
    'Placed',
    'Sent before the other list was imported: asked⟨U+202E⟩them',
    null,
    null,
  ]);
});
