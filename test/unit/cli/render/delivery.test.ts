/** What people read after a delivery: what is known, never more. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { progressNote, renderReceipt } from '#cli/render/delivery.ts';
import type { Receipt } from '#contract/schemas/delivery.ts';
import { createWords } from '#contract/words/words.ts';

const plain = pc.createColors(false);
const en = createWords('en');

const receiptOf = (outcome: Receipt['outcome']): Receipt => ({
  schema: 'dropline.receipt/1',
  batch: 'batch-20261122-0123456789abcdef',
  seal: '0'.repeat(64),
  outcome,
  parts: [
    {
      file: 'a.csv',
      bucket: 'repro-data-store',
      key: 'app/line_user_id/123/2026/11/22/followed/a.csv',
      bytes: 500_000_000,
      sha256: '0'.repeat(64),
      etag: null,
      uploadId: null,
      partsSent: 1,
      partsReused: 0,
      startedAt: '2026-11-22T00:00:00.000Z',
      finishedAt: outcome === 'uploaded' ? '2026-11-22T00:00:01.000Z' : null,
      requestId: null,
    },
  ],
});
const to = { batchDir: '/out/my batch', isFolder: false, receiptFile: null };

describe('renderReceipt', () => {
  it('says that uploaded is not imported, and what comes next', () => {
    const text = renderReceipt(receiptOf('uploaded'), to, en, plain).join('\n');
    expect(text).toContain('Uploaded. It isn’t imported yet.');
    expect(text).toContain("dropline report FILE --batch '/out/my batch'");
    expect(text).toContain('s3://repro-data-store/app/line_user_id/123/2026/11/22/followed/a.csv');
  });

  it('warns against sending again what may have arrived', () => {
    const text = renderReceipt(receiptOf('unknown'), to, en, plain).join('\n');
    expect(text).toContain('Don’t send the list again before you know.');
    expect(text).toContain('not confirmed');
  });

  it.each(['failed', 'cancelled'] as const)('says of parts that %s: not uploaded', (outcome) => {
    const text = renderReceipt(receiptOf(outcome), to, en, plain).join('\n');
    expect(text).toMatch(/^ {2}not uploaded {3}500 MB/m);
  });

  it.each(['failed', 'unknown', 'cancelled'] as const)('never calls %s uploaded', (outcome) => {
    const [first] = renderReceipt(receiptOf(outcome), to, en, plain);
    expect(first).not.toMatch(/^✔|^. Uploaded/);
  });

  it('says that a folder is not Repro', () => {
    const [first] = renderReceipt(receiptOf('uploaded'), { ...to, isFolder: true }, en, plain);
    expect(first).toBe('✔ Placed in the folder. Nothing was sent to Repro.');
  });
});

describe('progressNote', () => {
  const progress = {
    stage: 'send',
    doneBytes: 250_000_000,
    totalBytes: 500_000_000,
    part: 1,
    parts: 1,
    bytesPerSecond: 25_000_000,
    retryInMs: null,
  };
  it.each([
    [progress, '25 MB/s · 10 s left'],
    [{ ...progress, part: 2, parts: 3 }, 'part 2 of 3 · 25 MB/s · 10 s left'],
    [{ ...progress, bytesPerSecond: null }, ''],
    [{ ...progress, bytesPerSecond: 0 }, ''],
    [{ ...progress, retryInMs: 4000 }, 'next attempt in 4 s'],
    [{ ...progress, doneBytes: 600_000_000 }, '25 MB/s · 1 s left'],
  ])('%#', (state, note) => {
    expect(progressNote(state, en)).toBe(note);
  });
});
