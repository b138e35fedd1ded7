/** Samples are the same everywhere, of the size they should be, and hold what their truth says. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_RECORDS, PLANTED, plantedIn, sampleTruth } from '#engine/samples/plan.ts';
import { createRandom, STREAMS, scramble } from '#engine/samples/random.ts';
import { sampleBlocks } from '#engine/samples/sample-blocks.ts';

const bytesOf = (rows: number, seed: number) => Buffer.concat([...sampleBlocks(rows, seed)]);
const textOf = (rows: number, seed: number) => bytesOf(rows, seed).toString('utf8');

describe('sampleBlocks', () => {
  it('gives the same bytes for the same seed, and others for another', () => {
    const digest = (seed: number) => createHash('sha256').update(bytesOf(5000, seed)).digest('hex');
    expect(digest(1)).toBe(digest(1));
    expect(new Set([0, 1, 2, 0xffff_ffff].map(digest)).size).toBe(4);
  });

  it('begins with the header and ends with a line end, however few rows there are', () => {
    expect(textOf(0, 1)).toBe('line_user_id,user_id\n');
    expect(textOf(1, 7)).toMatch(/^line_user_id,user_id\nU[0-9a-f]{32},\S+\n$/);
    expect(bytesOf(12_345, 3).at(-1)).toBe(0x0a);
  });

  it('comes in chunks of at most 1 MiB', () => {
    const lengths = [...sampleBlocks(100_000, 1)].map((chunk) => chunk.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1024 * 1024);
    expect(lengths.length).toBe(5);
  });

  it('takes just under 500 MB for 9,730,000 rows', () => {
    const perRow = bytesOf(200_000, 1).length / 200_000;
    expect(perRow * 9_730_000).toBeGreaterThan(495_000_000);
    expect(perRow * 9_730_000).toBeLessThan(502_000_000);
  });

  it('has one Japanese user ID in twenty', () => {
    const lines = textOf(20_000, 1).split('\n');
    const japanese = lines.filter((line) => /[東大札福][京阪幌岡]/.test(line.slice(33))).length;
    expect(japanese / 20_000).toBeGreaterThan(0.045);
    expect(japanese / 20_000).toBeLessThan(0.06);
  });

  it('gives each record an ID of its own, but for what it repeats on purpose', () => {
    const rows = 3000;
    const lines = textOf(rows, 5).split('\n');
    const ids = lines.flatMap((line) => /U[0-9a-f]{32}(?=,)/.exec(line)?.[0] ?? []);
    const blocks = rows / BLOCK_RECORDS;
    expect(ids.length - new Set(ids).size).toBe(blocks * (5 + 1));
  });
});

describe('plantedIn', () => {
  it('plants every kind in a whole block, and leaves plain records to repeat', () => {
    const planted = plantedIn(BLOCK_RECORDS);
    expect(new Set(planted)).toEqual(new Set(Object.keys(PLANTED)));
    expect(planted.filter((kind) => kind === 'copy').length).toBe(5);
    expect(planted.filter((kind) => kind === 'quoted' || kind === 'line-break').length).toBe(5);
  });

  it('shows something that is mended and something that is not from ten rows on', () => {
    expect(plantedIn(10)).toEqual(['spaces', 'cut-off', 'copy', 'no-user-id']);
    expect([0, 1, 2].map((rows) => plantedIn(rows).length)).toEqual([0, 0, 0]);
  });
});

describe('sampleTruth', () => {
  it('accounts for every row', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000_000 }), (rows) => {
        const { total, deliverable, rejected, leftOut } = sampleTruth(rows).records;
        expect(deliverable + rejected + leftOut).toBe(total);
        expect(deliverable).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 100 },
    );
  });

  it('knows the big one', () => {
    const { records, findings } = sampleTruth(9_730_000);
    expect(records).toEqual({
      total: 9_730_000,
      deliverable: 9_545_130,
      rejected: 126_490,
      leftOut: 58_380,
    });
    expect(findings.find(({ rule }) => rule === 'duplicate-row')?.count).toBe(48_650);
    expect(findings.find(({ rule }) => rule === 'duplicate-line-user-id')?.count).toBe(19_460);
  });
});

describe('createRandom', () => {
  it('never gives a number twice within a stream', () => {
    const random = createRandom(1);
    for (let stream = 0; stream < STREAMS; stream += 1) {
      const numbers = new Set(
        Array.from({ length: 20_000 }, (_, counter) => random(counter, stream)),
      );
      expect(numbers.size).toBe(20_000);
    }
  });

  it('is the published function, computed elsewhere with whole numbers of any size', () => {
    expect([0, 1, 2, 0xdeadbeef].map(scramble)).toEqual([
      0, 1_753_845_952, 3_507_691_905, 3_861_431_939,
    ]);
  });
});

describe('the sample of the first run', () => {
  it('is what the generator gives', () => {
    const shipped = readFileSync('resources/samples/line-users-sample.csv');
    expect(shipped.equals(bytesOf(200, 1))).toBe(true);
  });
});
