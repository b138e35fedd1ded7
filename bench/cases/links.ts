/** The cache of links: saving a delivered list, and checking the same list against it. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOptions } from '#contract/schemas/check.ts';
import { type Case, inRounds, median } from '../case.ts';
import { answered, measureCheck, startEngine } from '../engine.ts';
import { type Measured, runProgram } from '../program.ts';

const LINKS_OF_ROWS = 7 / 9.73;
const CHUNK_ROWS = 50_000;
const channel = { appId: 'bench', channelId: '1650000000' } as const;

/** A part as a build writes it, in no order. */
const writePart = (path: string, rows: number): void => {
  const fd = openSync(path, 'w');
  writeSync(fd, 'line_user_id,user_id\n');
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    const count = Math.min(CHUNK_ROWS, rows - from);
    const lines = Array.from({ length: count }, (_, at) => {
      const id = createHash('md5')
        .update(String(from + at))
        .digest('hex');
      return `U${id},customer${10_000_000 + from + at}\n`;
    });
    writeSync(fd, lines.join(''));
  }
  closeSync(fd);
};

const addProfile = async (dataDir: string): Promise<string> => {
  const engine = await startEngine(dataDir);
  try {
    const place = { kind: 's3', bucket: 'bench' } as const;
    const fields = { ...channel, name: 'Bench', environment: 'test', place } as const;
    return answered(await engine.client.profiles.add(fields)).id;
  } finally {
    await engine.stop();
  }
};

type Saved = Measured & { readonly longestMs: number };

export const links: Case = {
  name: 'links',
  title: 'The cache of links',
  measure: async ({ lists, rounds, rows }) => {
    const count = Math.round(rows * LINKS_OF_ROWS);
    const path = await lists.file(`links-${count}.csv`, (target) => writePart(target, count));
    const dataDir = await mkdtemp(join(lists.dir, 'links-'));
    const profileId = await addProfile(dataDir);
    const key = `${channel.appId}/${channel.channelId}`;
    const saved = (await runProgram('save-links', [path, dataDir, key])) as Saved;
    const options = checkOptions.parse({ type: 'followed' });
    const measured = await inRounds<'alone' | 'against', Measured>(rounds, {
      alone: () => measureCheck(path, dataDir, options),
      against: () => measureCheck(path, dataDir, { ...options, profileId }),
    });
    const { alone, against } = measured;
    const crossMs = against.map((one, round) => one.ms - (alone[round]?.ms ?? Number.NaN));
    const none = { must: null, aim: null };
    return [
      { what: 'the check alone', value: median(alone.map(({ ms }) => ms)), unit: 'ms', ...none },
      {
        ...{ what: 'the cross-check, on top of it', value: median(crossMs), unit: 'ms' },
        ...{ must: { atMost: 500 }, aim: { atMost: 250 } },
      },
      {
        what: 'memory, with the cross-check',
        value: median(against.map(({ peakBytes }) => peakBytes / 1e6)),
        ...{ unit: 'MB', must: { atMost: 600 }, aim: null },
      },
      {
        ...{ what: 'saving', value: count / saved.ms / 1000, unit: 'M records/s' },
        ...{ must: { atLeast: 0.7 }, aim: { atLeast: 1 } },
      },
      {
        ...{ what: 'saving, the longest that a call waits', value: saved.longestMs, unit: 'ms' },
        ...{ must: { atMost: 50 }, aim: null },
      },
      {
        ...{ what: 'saving, memory', value: saved.peakBytes / 1e6, unit: 'MB' },
        ...{ must: { atMost: 450 }, aim: null },
      },
    ];
  },
};
