/** A worker that is started before there is a job for it, and rehearses where a window is open. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkOptions } from '#contract/schemas/check.ts';
import { rehearseCheck } from '#engine/checks/rehearse-check.ts';
import { runCheck } from '#engine/checks/run-check.ts';
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

describe('a worker that waits behind a window', () => {
  const rows = Array.from({ length: 20_000 }, (_, n) => `${lineId(n % 19_000)},${n % 18_000}`);
  const content = `line_user_id,user_id\n${rows.join('\n')}\n`;
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
