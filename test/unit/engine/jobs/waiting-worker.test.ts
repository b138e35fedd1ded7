/** A worker that is started before there is a job for it, and rehearses where a window is open. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkOptions } from '#contract/schemas/check.ts';
import { rehearseCheck } from '#engine/checks/rehearse-check.ts';
import { runCheck, SMALL_LIST_BYTES } from '#engine/checks/run-check.ts';
import type { OpenFile } from '#engine/csv/open-file.ts';
import { runJob } from '#engine/jobs/run-job.ts';
import { hasSpareWorker, keepSpareWorker } from '#engine/jobs/spare-worker.ts';
import { letJobsStandBack } from '#engine/jobs/stand-back.ts';
import { sampleTruth } from '#engine/samples/plan.ts';
import { lineId, runOn, withChecked, withFile } from '../checks/check-list.ts';

const rehearsal = fileURLToPath(new URL('../../../../out/engine/rehearsal.csv', import.meta.url));

describe('the list of the rehearsal', () => {
  it('has every fault that samples have', () =>
    withChecked(readFileSync(rehearsal), {}, ({ report }) => {
      const { records, findings } = sampleTruth(8000);
      expect(report.records).toEqual(records);
      const rules = new Set(report.findings.map(({ rule }) => rule));
      expect(findings.filter(({ rule }) => !rules.has(rule))).toEqual([]);
    }));
});

describe('the rehearsal', () => {
  const askedUntil = async (wantedAt: number): Promise<number> => {
    let asked = 0;
    await rehearseCheck(() => {
      asked += 1;
      return asked >= wantedAt;
    });
    return asked;
  };

  it('goes through the list more than once, and then it is over', async () => {
    expect(await askedUntil(Number.POSITIVE_INFINITY)).toBeGreaterThan(3);
  });

  it('is over as soon as somebody waits', async () => {
    const whole = await askedUntil(Number.POSITIVE_INFINITY);
    expect(await askedUntil(1)).toBe(1);
    expect(await askedUntil(2)).toBeLessThan(whole);
  });
});

const rows = Array.from({ length: 20_000 }, (_, n) => `${lineId(n % 19_000)},${n % 18_000}`);
const content = `line_user_id,user_id\n${rows.join('\n')}\n`;

describe('a worker that has checked a list', () => {
  /** Whether a check left a worker behind: none was asked for ahead. */
  const check = async (file: OpenFile, signal?: AbortSignal) => {
    const answer = await runCheck(file, checkOptions.parse({}), { signal });
    return { answer, hasWorker: hasSpareWorker() };
  };
  /** Larger lists have a worker of their own. */
  const large = Buffer.from(content.repeat(Math.ceil(SMALL_LIST_BYTES / content.length)));

  it('checks the next one, and says the same', () =>
    withFile(large, async (file) => {
      const told = [];
      for (let time = 0; time < 3; time += 1) {
        const { answer, hasWorker } = await check(file);
        if (!answer.ok) throw new Error(answer.error.code);
        const { elapsedMs, ...report } = answer.value.report;
        told.push({ report, marks: answer.value.checked.marks, isTimed: elapsedMs > 0, hasWorker });
      }
      expect(told[0]).toMatchObject({ isTimed: true, hasWorker: true });
      expect(told.slice(1)).toEqual([told[0], told[0]]);
    }));

  it('is gone after a while, or where another job needs the room', () =>
    withFile(large, async (file) => {
      await check(file);
      const preview = { file, range: { from: 1, to: 2 }, encoding: 'auto' } as const;
      expect((await runJob('preview', preview)).ok).toBe(true);
      await expect.poll(hasSpareWorker).toBe(false);
      expect((await check(file)).hasWorker).toBe(true);
      await expect.poll(hasSpareWorker).toBe(false);
    }));

  it('ends where the check came to nothing', () =>
    withFile(large, async (file) => {
      await expect.poll(hasSpareWorker).toBe(false);
      const controller = new AbortController();
      const checking = check(file, controller.signal);
      setImmediate(() => controller.abort());
      const { answer, hasWorker } = await checking;
      expect([answer.ok, hasWorker]).toEqual([false, false]);
    }));
});

describe('a worker that waits behind a window', () => {
  beforeAll(letJobsStandBack);

  it('answers what the job answers, in whatever it is interrupted', () =>
    withFile(content, async (file) => {
      const here = await runOn(file);
      if (!here.ok) throw new Error(here.error.code);
      const { elapsedMs: _, ...expected } = here.value.report;
      // The first comes before the worker is loaded; each of the others a little later than the last.
      for (let rehearsals = 0; rehearsals < 4; rehearsals += 1) {
        keepSpareWorker();
        for (let time = 0; time < rehearsals; time += 1) await rehearseCheck(() => false);
        expect(hasSpareWorker()).toBe(true);
        const answer = await runCheck(file, checkOptions.parse({}));
        if (!answer.ok) throw new Error(answer.error.code);
        const { elapsedMs, ...report } = answer.value.report;
        expect(elapsedMs).toBeGreaterThan(0);
        expect(report).toEqual(expected);
      }
    }));
});
