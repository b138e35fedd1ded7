/** `check` on an engine that answers as told: exit codes, JSON, and what is asked of the engine. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check, unreadableReport } from '#cli/commands/check.ts';
import { fail, succeed } from '#contract/result.ts';
import type { CheckReport } from '#contract/schemas/check.ts';
import { checkReport } from '#contract/schemas/check.ts';
import { type FakeCalls, fakeContext } from '../fakes.ts';

const fileId = 'file-0123456789abcdef';
const checkId = 'check-0123456789abcdef';

const reportOf = (name: string, findings: CheckReport['findings'] = []): CheckReport => ({
  ...unreadableReport(name, 812),
  findings,
});
const stopping = reportOf('bad.csv', [
  { rule: 'line-user-id-missing', severity: 'error', count: 1, samples: [] },
]);

/** Answers by the name of the file. */
const engine = (
  reports: Readonly<Record<string, CheckReport | ReturnType<typeof fail>>>,
): FakeCalls => {
  let current = '';
  return {
    files: {
      open: async ({ path }) => {
        current = path;
        const found = Object.hasOwn(reports, path.slice(resolve('x').length - 1));
        return found
          ? succeed({ fileId, name: 'x', bytes: 812, modifiedAt: '2026-11-22T00:00:00.000Z' })
          : fail('file-missing', { name: 'nope.csv' });
      },
      close: async () => succeed({}),
    },
    checks: {
      run: async () => {
        const found = reports[current.slice(resolve('x').length - 1)];
        if (found === undefined) throw new Error('not opened');
        return 'ok' in found ? (found as never) : succeed({ checkId, report: found });
      },
      close: async () => succeed({}),
      exportFindings: async () => succeed({ rows: 3 }),
    },
    profiles: { list: async () => succeed({ profiles: [] }) },
  };
};

describe('check', () => {
  it.each([
    [{ 'good.csv': reportOf('good.csv') }, ['good.csv'], 0],
    [{ 'bad.csv': stopping }, ['bad.csv'], 1],
    [{}, ['nope.csv'], 3],
    [{ 'changed.csv': fail('file-changed') }, ['changed.csv'], 3],
    [{ 'a.csv': fail('unknown-column', { column: 'x' }) }, ['a.csv'], 2],
    [{ 'a.csv': fail('store-locked') }, ['a.csv'], 3],
    [{ 'a.csv': fail('cancelled') }, ['a.csv'], 130],
    [{ 'good.csv': reportOf('good.csv'), 'bad.csv': stopping }, ['bad.csv', 'good.csv'], 1],
    [{ 'bad.csv': stopping }, ['bad.csv', 'nope.csv'], 3],
  ] as const)('%# ends with its exit code', async (reports, paths, exitCode) => {
    expect(await check(fakeContext(engine(reports)), paths, {})).toBe(exitCode);
  });

  it('prints one object for one file, and an array for several', async () => {
    const reports = { 'good.csv': reportOf('good.csv'), 'bad.csv': stopping };
    const one = fakeContext(engine(reports));
    await check(one, ['bad.csv'], { json: true });
    expect(JSON.parse(one.terminal.printed.join('\n'))).toEqual(stopping);

    const several = fakeContext(engine(reports));
    await check(several, ['bad.csv', 'nope.csv', 'good.csv'], { json: true });
    const parsed = JSON.parse(several.terminal.printed.join('\n'));
    expect(parsed.map(({ file }: CheckReport) => file.name)).toEqual([
      'bad.csv',
      'nope.csv',
      'good.csv',
    ]);
    expect(checkReport.array().safeParse(parsed).error).toBeUndefined();
  });

  it('prints the object of a file that can’t be read, and says why on standard error', async () => {
    const context = fakeContext(engine({}));
    await check(context, ['nope.csv'], { json: true });
    const { findings } = JSON.parse(context.terminal.printed.join('\n'));
    expect(findings).toEqual([
      { rule: 'file-unreadable', severity: 'error', count: 1, samples: [] },
    ]);
    expect(context.terminal.told[0]).toBe('✖ There is no file nope.csv.');
  });

  it('prints the reports of the files before the one that ends the call', async () => {
    const reports = { 'good.csv': reportOf('good.csv'), 'odd.csv': fail('store-locked') };
    const context = fakeContext(engine(reports));
    const exitCode = await check(context, ['good.csv', 'odd.csv', 'good.csv'], { json: true });
    expect([exitCode, JSON.parse(context.terminal.printed.join('\n'))]).toEqual([
      3,
      [reportOf('good.csv')],
    ]);
  });

  it('checks the other files where a column named by hand is not in one', async () => {
    const reports = {
      'good.csv': reportOf('good.csv'),
      'odd.csv': fail('unknown-column', { column: 'x', columns: ['a'] }),
    };
    const context = fakeContext(engine(reports));
    const exitCode = await check(context, ['odd.csv', 'good.csv'], { json: true });
    expect([exitCode, JSON.parse(context.terminal.printed.join('\n'))]).toEqual([
      2,
      [reportOf('good.csv')],
    ]);
    expect(context.terminal.told[0]).toMatch(/^✖ odd\.csv: .*x/);

    const alone = fakeContext(engine(reports));
    expect(await check(alone, ['odd.csv'], { json: true })).toBe(2);
    expect(alone.terminal.printed).toEqual([]);
  });

  it('prints nothing to standard output when it is stopped', async () => {
    const context = fakeContext(engine({ 'a.csv': fail('cancelled') }));
    await check(context, ['a.csv'], { json: true });
    expect(context.terminal.printed).toEqual([]);
  });

  it('escapes in JSON what would drive a terminal', async () => {
    const name = 'a\u009b2J\u202e.csv';
    const context = fakeContext(engine({ 'good.csv': reportOf(name) }));
    await check(context, ['good.csv'], { json: true });
    const text = context.terminal.printed.join('\n');
    expect(text).toContain('a\\u009b2J\\u202e.csv');
    expect(JSON.parse(text).file.name).toBe(name);
  });

  it('asks the engine for just what was given', async () => {
    const context = fakeContext(engine({ 'good.csv': reportOf('good.csv') }));
    await check(context, ['good.csv'], {
      type: 'unfollowed',
      format: 'ids-only',
      encoding: 'cp932',
      map: [{ source: '#2', target: 'line_user_id' }],
      maxSamples: 0,
      findings: 'out.csv',
    });
    expect(context.made).toEqual([
      ['files.open', { path: resolve('good.csv') }],
      [
        'checks.run',
        {
          fileId,
          options: {
            type: 'unfollowed',
            format: 'ids-only',
            encoding: 'cp932',
            map: [{ source: '#2', target: 'line_user_id' }],
            maxSamples: 0,
          },
        },
      ],
      ['files.isThere', { fileId }],
      ['checks.exportFindings', { checkIds: [checkId], path: resolve('out.csv'), language: 'en' }],
    ]);
    expect(context.terminal.told).toEqual(['Written to out.csv: 3 findings.']);
  });

  it('stops at a profile that isn’t there', async () => {
    const context = fakeContext(engine({ 'good.csv': reportOf('good.csv') }));
    expect(await check(context, ['good.csv'], { profile: 'nobody' })).toBe(2);
    expect(context.made).toEqual([['profiles.list', {}]]);
  });
});
