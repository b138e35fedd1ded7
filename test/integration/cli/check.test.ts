/** `check` and `preview` as whole processes: the right counts, the right refusals. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkReport, preview } from '#contract/schemas/check.ts';
import { sampleTruth } from '#engine/samples/plan.ts';
import { makePlace, type Place } from './run-dropline.ts';

let place: Place;
beforeAll(async () => {
  place = await makePlace();
});
afterAll(() => place.remove());

const id = (digit: string) => `U${digit.repeat(2)}5b${'0a1c'.repeat(7)}`;
const write = (name: string, content: string | Uint8Array) => writeFile(place.path(name), content);

describe('check', () => {
  it('finds in a sample exactly what was planted', async () => {
    const { stdout: list } = await place.run('sample', '--rows', '3210', '--seed', '7');
    await write('sample.csv', list);
    const { code, stdout, stderr } = await place.run('check', 'sample.csv', '--json');
    const report = checkReport.parse(JSON.parse(stdout));
    const findings = report.findings
      .map(({ rule, severity, count }) => ({ rule, severity, count }))
      .sort((left, right) =>
        `${left.rule} ${left.severity}` < `${right.rule} ${right.severity}` ? -1 : 1,
      );
    expect({ records: report.records, findings }).toEqual(sampleTruth(3210));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  it('is content with a list in order', async () => {
    await write('good.csv', `line_user_id,user_id\n${id('1')},a\n${id('2')},b\n`);
    const { code, stdout, stderr } = await place.run('check', 'good.csv');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('✔ All rows can go into the batch (2).');
    expect(stdout.includes('\u001b')).toBe(false);
  });

  it.each([
    ['nope.csv', null, 3, 'file-unreadable'],
    ['folder', 'folder', 3, 'file-unreadable'],
    ['empty.csv', '', 1, 'file-empty'],
    ['header-only.csv', 'line_user_id,user_id\n', 1, 'file-empty'],
    ['picture.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 1, 'file-not-text'],
    ['archive.csv', Buffer.from('504b0304140000000800', 'hex'), 1, 'file-not-text'],
    ['columns.csv', 'name,mail\na,b\n', 1, 'column-missing'],
    [
      'twice.csv',
      `line_user_id,line_user_id\n${id('1')},${id('2')}\n`,
      1,
      'header-duplicate-column',
    ],
    ['nul.csv', `line_user_id,user_id\n${id('1')},a\0b\n`, 1, 'nul-byte'],
    ['nul-header.csv', `line_user_id,user\0_id\n${id('1')},a\n`, 1, 'column-missing'],
    ['quote.csv', `line_user_id,user_id\n${id('1')},"a\n`, 1, 'quote-unterminated'],
  ])('tells what is wrong with %s', async (name, content, code, rule) => {
    if (content === 'folder') await mkdir(place.path(name));
    else if (content !== null) await write(name, content);
    const ended = await place.run('check', name, '--json');
    const report = checkReport.parse(JSON.parse(ended.stdout));
    expect(ended.code).toBe(code);
    expect(report.findings.map((finding) => finding.rule)).toContain(rule);
    expect(report.file.name).toBe(name);
    // What others read has the fields that were promised, and no more.
    expect(ended.stdout).not.toContain('inHeader');
  });

  it('prints an array for several files, and ends with the highest code', async () => {
    await write('one.csv', `line_user_id,user_id\n${id('1')},a\n`);
    const { code, stdout } = await place.run('check', 'one.csv', 'missing.csv', '--json');
    const names = checkReport
      .array()
      .parse(JSON.parse(stdout))
      .map(({ file }) => file.name);
    expect({ code, names }).toEqual({ code: 3, names: ['one.csv', 'missing.csv'] });
  });

  it('speaks Japanese when asked, and by locale', async () => {
    await write('short.csv', `line_user_id,user_id\nU123,a\n${id('3')},b\n`);
    const asked = await place.run('check', 'short.csv', '--lang', 'ja');
    expect(asked.stdout).toContain('1件は取り込めません。1件は取り込めます。');
    const elsewhere = await makePlace({ LC_ALL: 'ja_JP.UTF-8' });
    const { stderr } = await elsewhere.run('check', 'nope.csv');
    await elsewhere.remove();
    expect(stderr).toContain('nope.csvが見つかりません。');
  });

  it('says which setting it does not run with', async () => {
    const unsafe = await makePlace({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    const { code, stdout, stderr } = await unsafe.run('check', place.path('good.csv'));
    await unsafe.remove();
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0 is set');
    expect(stderr).not.toContain('engine');
  });

  it('writes every finding for people', async () => {
    await write('found.csv', 'line_user_id,user_id\nU123,=1+1\n');
    const { code } = await place.run('check', 'found.csv', '--findings', 'findings.csv');
    const read = await place.run('preview', 'findings.csv', '--rows', '1-9', '--json');
    expect({ code, ok: preview.safeParse(JSON.parse(read.stdout)).success }).toEqual({
      code: 1,
      ok: true,
    });
    const again = await place.run('check', 'found.csv', '--findings', 'nowhere/findings.csv');
    expect(again.code).toBe(3);
  });

  it('writes every finding of a large list, not only the samples', async () => {
    await place.run('sample', '--rows', '120000', '--seed', '3', '--out', 'large.csv');
    const args = ['large.csv', '--findings', 'all.csv', '--json', '--max-samples', '1'];
    const { stdout } = await place.run('check', ...args);
    const { findings } = checkReport.parse(JSON.parse(stdout));
    const count = (rule: string) =>
      findings.reduce((sum, found) => sum + (found.rule === rule ? found.count : 0), 0);
    const written = (await readFile(place.path('all.csv'), 'utf8')).matchAll(
      /^large\.csv,\d+,([a-z-]+),(?:error|warning|info),/gm,
    );
    const counts: Record<string, number> = {};
    for (const [, rule = ''] of written) counts[rule] = (counts[rule] ?? 0) + 1;
    const rules = [...new Set(findings.map(({ rule }) => rule))];
    expect(counts).toEqual(Object.fromEntries(rules.map((rule) => [rule, count(rule)])));
  });

  it('writes over the findings of an earlier run, and over nothing else', async () => {
    await write('found.csv', 'line_user_id,user_id\nU123,a\n');
    await write('diary.csv', 'dear,diary\n');
    const intoDiary = await place.run('check', 'found.csv', '--findings', 'diary.csv');
    const first = await place.run('check', 'found.csv', '--findings', 'nightly.csv');
    const second = await place.run('check', 'found.csv', '--findings', 'nightly.csv');
    const diary = await readFile(place.path('diary.csv'), 'utf8');
    expect([intoDiary.code, diary, first.code, second.code]).toEqual([3, 'dear,diary\n', 1, 1]);
  });

  it('says before the check, and truthfully, that findings can’t be written there', async () => {
    await write('found.csv', 'line_user_id,user_id\nU123,a\n');
    await mkdir(place.path('reports'));
    await write('no-folder', '');
    execFileSync('mkfifo', [place.path('pipe')]);
    for (const [to, what] of [
      ['pipe', '✖ pipe isn’t an ordinary file.'],
      ['reports', '✖ reports is a folder.'],
      ['nowhere/f.csv', '✖ f.csv can’t be written: a folder of its path isn’t there.'],
      ['no-folder/f.csv', '✖ f.csv can’t be written: a folder of its path isn’t there.'],
      ['/dev/stdout', '✖ stdout isn’t an ordinary file.'],
    ] as const) {
      const { code, stdout, stderr } = await place.run('check', 'found.csv', '--findings', to);
      expect({ code, stdout, what: stderr.split('\n')[0] }).toEqual({ code: 3, stdout: '', what });
    }
  });
});

describe('preview', () => {
  it('shows records from anywhere', async () => {
    const rows = Array.from({ length: 500 }, (_, row) => `${id('4')},"row\n${row + 1}"`);
    await write('long.csv', `line_user_id,user_id\n${rows.join('\n')}\n`);
    const { code, stdout } = await place.run('preview', 'long.csv', '--rows', '499-600', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      {
        schema: 'dropline.preview/1',
        records: [
          { line: 998, fields: [id('4'), 'row\n499'] },
          { line: 1000, fields: [id('4'), 'row\n500'] },
        ],
      },
    ]);
  });

  it('ends with 3 where there is no file', async () => {
    expect((await place.run('preview', 'nope.csv')).code).toBe(3);
  });
});

describe('wrong usage', () => {
  it.each([[[]], [['bogus']], [['check']], [['check', 'a', '--bogus']], [['profiles']]])(
    '%j ends with 2, and leaves standard output alone',
    async (args) => {
      const { code, stdout } = await place.run(...args);
      expect({ code, stdout: args.length === 0 ? '' : stdout }).toEqual({ code: 2, stdout: '' });
    },
  );
});
