/** Jobs in real workers: those that do their work, and those that are lost. */
import { describe, expect, it } from 'vitest';
import { checkOptions } from '#contract/schemas/check.ts';
import { runCheck } from '#engine/checks/run-check.ts';
import { type JobInput, runJob } from '#engine/jobs/run-job.ts';
import { lineId, runOn, withFile } from '../checks/check-list.ts';

const workerUrl = new URL('./bad-worker.ts', import.meta.url);
const bad = (way: string, signal?: AbortSignal, onProgress?: () => void) =>
  runJob('preview', way as unknown as JobInput<'preview'>, {
    workerUrl,
    signal,
    onProgress,
    heapMegabytes: 32,
  });

describe('runJob, with a worker that goes wrong', () => {
  it.each([
    ['exit', 'worker-exit'],
    ['exit with a code', 'worker-exit'],
    ['no answer', 'worker-exit'],
    ['ask too much memory', 'out-of-memory'],
    ['fill the heap', 'out-of-memory'],
  ])('%s', async (way, reason) => {
    const result = await bad(way);
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'engine-died', details: { reason } },
    });
  });

  it.each(['throw', 'reject'])('%s: a bug is thrown on', async (way) => {
    await expect(bad(way)).rejects.toThrow('a bug');
  });

  it('a question that nobody answers is a bug', async () => {
    await expect(bad('ask nobody')).rejects.toThrow(/Nobody answers/);
  });

  it('a worker that is not there is a bug', async () => {
    const missing = new URL('./no-worker.ts', import.meta.url);
    const input = {} as JobInput<'preview'>;
    await expect(runJob('preview', input, { workerUrl: missing })).rejects.toThrow();
  });

  it('cancelled before and while it runs', async () => {
    const controller = new AbortController();
    const running = bad('wait for the flag', controller.signal, () => controller.abort());
    const late = bad('wait for the flag', AbortSignal.abort());
    const cancelled = { ok: false, error: { code: 'cancelled' } };
    expect(await Promise.all([running, late])).toMatchObject([cancelled, cancelled]);
  });
});

describe('the check in its worker', () => {
  // A list of this size is checked on the engine's own thread where no worker is named.
  const usual = { workerUrl: new URL('../../../../src/engine/jobs/worker.ts', import.meta.url) };
  const rows = Array.from({ length: 20_000 }, (_, n) => `${lineId(n % 19_000)},${n % 18_000}`);
  const content = `line_user_id,user_id\n${rows.join('\n')}\n`;

  it('answers what the job answers on the same thread', () =>
    withFile(content, async (file) => {
      const [inWorker, here] = await Promise.all([
        runCheck(file, checkOptions.parse({}), usual),
        runOn(file),
      ]);
      if (!inWorker.ok || !here.ok) throw new Error('The check failed.');
      const { elapsedMs, ...report } = inWorker.value.report;
      const { elapsedMs: _, ...expected } = here.value.report;
      expect(elapsedMs).toBeGreaterThan(0);
      expect(report).toEqual(expected);
      expect(inWorker.value.checked).toEqual(here.value.checked);
    }));

  it('tells how far it is, and never goes back', () =>
    withFile(content, async (file) => {
      const seen: { doneBytes: number; totalBytes: number }[] = [];
      const options = checkOptions.parse({ fixes: ['user-id-excel-damage'] });
      const onProgress = (progress: (typeof seen)[number]) => seen.push(progress);
      await runCheck(file, options, { ...usual, onProgress });
      const done = seen.map(({ doneBytes }) => doneBytes);
      expect(done).toEqual([...done].sort((a, b) => a - b));
      expect(new Set(seen.map(({ totalBytes }) => totalBytes))).toEqual(new Set([2 * file.bytes]));
      expect(done.at(-1)).toBe(2 * file.bytes);
    }));

  it('asks this thread about its rows', () =>
    withFile(content, async (file) => {
      let asked = 0;
      const check = (lines: readonly unknown[]) => {
        asked += lines.length;
        return new Uint8Array(lines.length).fill(1);
      };
      const crossCheck = { profile: 'shop', check };
      const result = await runCheck(file, checkOptions.parse({}), { ...usual, crossCheck });
      if (!result.ok) throw new Error(result.error.code);
      const { crossChecks, findings, records } = result.value.report;
      const delivered = findings.find(({ rule }) => rule === 'already-delivered')?.count;
      expect([crossChecks, asked, delivered]).toEqual([
        { profile: 'shop' },
        records.deliverable,
        records.deliverable,
      ]);
    }));

  it('throws on what the lookup throws', () =>
    withFile(content, async (file) => {
      const check = () => {
        throw new Error('no database');
      };
      const crossCheck = { profile: 'shop', check };
      const run = runCheck(file, checkOptions.parse({}), { ...usual, crossCheck });
      await expect(run).rejects.toThrow('no database');
    }));

  it('is cancelled in the middle', () =>
    // Long enough, on the slower road, that the first word of progress comes long before the end.
    withFile(content.repeat(20), async (file) => {
      const controller = new AbortController();
      const options = checkOptions.parse({ fixes: ['user-id-excel-damage'] });
      const result = await runCheck(file, options, {
        signal: controller.signal,
        onProgress: () => controller.abort(),
      });
      expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    }));

  it.each([
    [{ fixes: ['quote-stray'] }, 'quote-stray'],
    [{ fixes: ['line-user-id-spaces'] }, 'line-user-id-spaces'],
    [{ refusedFixes: ['user-id-spaces'] }, 'user-id-spaces'],
    [{ refusedFixes: ['byte-order-mark'] }, 'byte-order-mark'],
  ])('refuses a fix that is none: %j', (options, rule) =>
    withFile(content, async (file) => {
      const result = await runCheck(file, checkOptions.parse(options));
      expect(result).toMatchObject({
        ok: false,
        error: { code: 'fix-unknown', details: { rule } },
      });
    }),
  );
});
