import { describe, expect, test } from 'vitest';
import { fail, succeed } from '#contract/result.ts';
import type { DeliveryRow, Receipt } from '#contract/schemas/delivery.ts';
import { leavingBehind } from '#main/deliveries/derive.ts';
import { receiptText } from '#main/deliveries/receipt-text.ts';
import { resumeDeliveries } from '#main/deliveries/resume.ts';
import { watchDeliveries } from '#main/deliveries/watch.ts';
import { newsInWords, quitQuestion } from '#main/deliveries/words.ts';
import { createTaskBar } from '#main/task-bar.ts';
import { rowWith } from '../delivery-row.ts';

const can = { pause: true, goOn: false, cancel: true, release: false };
const goable = { ...can, goOn: true };

/** Everything that the desktop is asked for. */
const deskOf = () => {
  const seen: unknown[] = [];
  const watch = watchDeliveries({
    stayAwake: (awake) => seen.push(awake ? 'awake' : 'may sleep'),
    showProgress: (progress) => seen.push(progress),
    tell: (news, row) => seen.push(`${news}: ${row.id}`),
  });
  const see = (...rows: DeliveryRow[]) => {
    seen.length = 0;
    watch.see(rows);
    return [...seen];
  };
  return { see, watch };
};

describe('what the desktop is asked for', () => {
  const a = rowWith({ id: 'a', bytes: 100, can });
  const b = rowWith({ id: 'b', bytes: 300, can });

  test('it stays awake while something is sent, and the bar counts what has arrived already', () => {
    const { see } = deskOf();
    expect(see({ ...a, standstill: 'queued' })).toEqual([{ fraction: 0, mode: 'paused' }]);
    expect(see({ ...a, state: 'sending', doneBytes: 50 })).toEqual([
      { fraction: 0.5, mode: 'normal' },
      'awake',
    ]);
    expect(see({ ...b, state: 'sending', doneBytes: 50 })).toEqual([
      { fraction: 0.25, mode: 'normal' },
    ]);
    expect(see({ ...a, state: 'uploaded', doneBytes: 100 })).toEqual([
      'uploaded: a',
      { fraction: 0.375, mode: 'normal' },
    ]);
    expect(see({ ...b, state: 'offline', standstill: 'network', doneBytes: 50 })).toEqual([
      { fraction: 0.375, mode: 'paused' },
      'may sleep',
    ]);
    expect(see({ ...b, state: 'cancelled' })).toEqual([null]);
  });

  test('what has ended before the app was started is no news', () => {
    const { see } = deskOf();
    expect(see({ ...a, state: 'failed' }, { ...b, state: 'uploaded' })).toEqual([null]);
  });

  test.each([
    [{ state: 'uploaded' }, 'uploaded'],
    [{ state: 'uploaded', bucket: null }, 'placed'],
    [{ state: 'failed' }, 'failed'],
    [{ state: 'paused', standstill: 'keys-expired' }, 'keys'],
    [{ state: 'paused', standstill: 'gave-up' }, 'gave-up'],
    [{ state: 'unknown', can: goable }, 'unknown'],
  ] as const)('told once: %j', (fields, news) => {
    const { see } = deskOf();
    see({ ...a, state: 'sending' });
    expect(see({ ...a, ...fields })).toContain(`${news}: a`);
    expect(see({ ...a, ...fields })).not.toContain(`${news}: a`);
  });

  test.each([
    { state: 'paused', standstill: 'by-hand' },
    { state: 'cancelled' },
    { state: 'unknown', can },
    { state: 'offline', standstill: 'network' },
  ] as const)('not told: %j', (fields) => {
    const { see } = deskOf();
    see({ ...a, state: 'sending' });
    expect(see({ ...a, ...fields }).filter((one) => String(one).endsWith(': a'))).toEqual([]);
  });
});

test('only what stands still by nobody’s wish is taken up again', async () => {
  const rows = [
    rowWith({ id: 'interrupted', standstill: 'interrupted', can: goable }),
    rowWith({ id: 'offline', state: 'offline', standstill: 'network', can: goable }),
    rowWith({ id: 'unknown', state: 'unknown', can: goable }),
    rowWith({ id: 'gave up', state: 'paused', standstill: 'gave-up', can: goable }),
    rowWith({ id: 'by hand', state: 'paused', standstill: 'by-hand', can: goable }),
    rowWith({ id: 'keys', state: 'paused', standstill: 'keys-expired', can: goable }),
    rowWith({ id: 'held', standstill: 'hold-until-imported' }),
    rowWith({ id: 'elsewhere', standstill: 'channel-busy' }),
  ];
  const tried: string[] = [];
  const goOn = async (id: string) => tried.push(id);
  const list = async () => succeed({ deliveries: rows });
  expect(await resumeDeliveries({ list, goOn, onRows: () => undefined })).toBe(true);
  expect(tried).toEqual(['interrupted', 'offline', 'unknown', 'gave up']);
  const locked = async () => fail('store-locked');
  expect(await resumeDeliveries({ list: locked, goOn, onRows: () => undefined })).toBe(false);
});

test('quitting asks only while something would be interrupted, and tells what can’t be', () => {
  const sending = rowWith({ state: 'sending' });
  const still = [
    rowWith({ state: 'paused', standstill: 'by-hand' }),
    rowWith({ standstill: 'hold-until-imported' }),
    rowWith({ state: 'uploaded' }),
  ];
  expect(quitQuestion(leavingBehind(still), 'en')).toBe(null);
  const asked = quitQuestion(leavingBehind([sending, ...still]), 'en');
  expect(asked?.message).toBe('A list is still on its way.');
  expect(asked?.detail).not.toContain('can’t be taken back');
  const both = leavingBehind([sending, rowWith({ state: 'finishing' })]);
  expect(quitQuestion(both, 'en')?.message).toBe('2 lists are still on their way.');
  expect(quitQuestion(both, 'en')?.detail).toContain('can’t be taken back');
  expect(quitQuestion(both, 'ja')?.message).toBe('2件のリストを送信中です。');
});

test('a notification says what came of which list, and no more than is known', () => {
  const row = rowWith({ records: 2_104_332, profileName: 'Shop\u202eA' });
  expect(newsInWords('uploaded', row, 'en')).toEqual({
    title: 'Uploaded to Shop⟨U+202E⟩A',
    body: '2,104,332 rows (followed). Not imported yet: wait for Repro’s mail.',
  });
  expect(newsInWords('keys', row, 'en').title).toBe('An access key is needed for Shop⟨U+202E⟩A');
  expect(newsInWords('unknown', row, 'en').title).toBe(
    'Not known whether it arrived at Shop⟨U+202E⟩A',
  );
  expect(newsInWords('keys', row, 'ja').title).toBe('アクセスキーが必要です：Shop⟨U+202E⟩A');
});

test('what the page works at comes before the deliveries in the task bar', () => {
  const shown: unknown[] = [];
  const bar = createTaskBar({
    isDestroyed: () => false,
    setProgressBar: (...progress) => shown.push(progress),
  });
  bar.show('deliveries', { fraction: 0.5, mode: 'normal' });
  bar.show('page', { fraction: 0.1, mode: 'normal' });
  bar.show('deliveries', { fraction: 0.6, mode: 'paused' });
  bar.show('page', null);
  bar.show('deliveries', null);
  expect(shown).toEqual([
    [0.5, { mode: 'normal' }],
    [0.1, { mode: 'normal' }],
    [0.1, { mode: 'normal' }],
    [0.6, { mode: 'paused' }],
    [-1],
  ]);
});

test('a receipt can be read aloud from a mail', () => {
  const receipt: Receipt = {
    ...{ schema: 'dropline.receipt/1', batch: 'batch-00000001', seal: 'a'.repeat(64) },
    outcome: 'uploaded',
    parts: [
      {
        ...{
          file: 'x.csv',
          bucket: 'drop',
          key: 'app/x.csv',
          bytes: 1_234,
          sha256: 'b'.repeat(64),
        },
        ...{ etag: '"1-2"', uploadId: null, partsSent: 2, partsReused: 1, requestId: null },
        startedAt: '2026-11-22T00:05:00.000Z',
        finishedAt: '2026-11-22T00:06:00.000Z',
      },
    ],
  };
  expect(receiptText(receipt, 'en', 'Asia/Tokyo').split('\n')).toEqual([
    'Receipt of Dropline (Uploaded)',
    'Batch: batch-00000001',
    `SHA-256 of the batch: ${'a'.repeat(64)}`,
    '',
    'Path: s3://drop/app/x.csv',
    'Bytes: 1,234',
    `SHA-256: ${'b'.repeat(64)}`,
    'ETag: "1-2"',
    expect.stringMatching(/^Arrived: Sun.* 09:06 GMT\+9$/),
    '',
  ]);
  expect(receiptText(receipt, 'ja')).toMatch(/^Droplineの受領書（アップロード済み）\n/);
});
