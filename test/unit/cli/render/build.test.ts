/** What people read after a build: nothing that isn't there, and everything that is. */
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import { renderBuild } from '#cli/render/build.ts';
import type { BuildAnswer } from '#contract/schemas/batch.ts';
import type { RecordCounts } from '#contract/schemas/check.ts';
import { createWords } from '#contract/words/words.ts';

const answerOf = (records: RecordCounts, inParts = records.deliverable): BuildAnswer => ({
  schema: 'dropline.build/1',
  dir: '/out/my batch',
  manifest: {
    schema: 'dropline.batch/1',
    id: 'batch-20261122-0123456789abcdef',
    createdAt: '2026-11-22T00:00:00.000Z',
    destination: 'repro-line',
    type: 'followed',
    format: 'ids-and-users',
    address: null,
    source: { name: 'users.csv', bytes: 812, sha256: '0'.repeat(64) },
    check: { records, findings: [] },
    fixes: [{ rule: 'duplicate-row', rows: 1 }],
    parts: [{ file: 'a.csv', records: inParts, bytes: 40, sha256: '0'.repeat(64) }],
  },
  records,
});
const render = (answer: BuildAnswer, language: 'en' | 'ja' = 'en') =>
  renderBuild(answer, undefined, createWords(language), pc.createColors(false)).join('\n');

describe('rejected.csv', () => {
  it('is not named for rows that were left out only: it has none of them', () => {
    const answer = answerOf({ total: 3, deliverable: 2, rejected: 0, leftOut: 1 });
    expect(render(answer)).not.toContain('rejected.csv');
  });

  it('is named for rows with errors', () => {
    const answer = answerOf({ total: 4, deliverable: 2, rejected: 1, leftOut: 1 });
    expect(render(answer)).toContain('can’t go into the batch, and why, are in rejected.csv.');
    expect(render(answer, 'ja')).toContain('配信できない行とその理由はrejected.csvにあります。');
  });
});

describe('the second batch', () => {
  it('is named with its rows, and with how to deliver it', () => {
    const text = render(answerOf({ total: 5, deliverable: 5, rejected: 0, leftOut: 0 }, 3));
    expect(text).toContain('A second batch, /out/my batch/ids-only, has the 2 rows without');
    expect(text.split('\n').slice(-2)).toEqual([
      "Next: dropline deliver '/out/my batch' --profile NAME",
      "Then: dropline deliver '/out/my batch/ids-only' --profile NAME",
    ]);
  });

  it('is not there where every row is in the first', () => {
    expect(render(answerOf({ total: 5, deliverable: 5, rejected: 0, leftOut: 0 }))).not.toMatch(
      /ids-only|Then:/,
    );
  });
});

it('calls fixes that were chosen not automatic', () => {
  const answer = answerOf({ total: 3, deliverable: 2, rejected: 0, leftOut: 1 });
  expect(render(answer, 'ja')).toContain('行った修正');
});
