/** From a list to the drop folder and back, on the command line alone. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAnswer } from '#contract/schemas/batch.ts';
import { receipt } from '#contract/schemas/delivery.ts';
import { sampleTruth } from '#engine/samples/plan.ts';
import { makePlace, type Place } from './run-dropline.ts';

const rows = 2000;
const truth = sampleTruth(rows).records;
let place: Place;
beforeAll(async () => {
  place = await makePlace();
  const { code } = await place.run('sample', '--rows', String(rows), '--out', 'users.csv');
  expect(code).toBe(0);
  for (const name of ['drop', 'drop-again', 'practice']) await mkdir(place.path(name));
});
afterAll(() => place.remove());

const ids = ['--app-id', 'app', '--channel-id', '1234567890'];
const followed = ['--type', 'followed'];
const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

describe('the journey', () => {
  it('goes from a list to the folder, byte by byte, and back', async () => {
    const source = await sha256(place.path('users.csv'));
    const built = await place.run('build', 'users.csv', ...followed, '--out', 'batch', '--json');
    const { manifest, records } = buildAnswer.parse(JSON.parse(built.stdout));
    expect({ code: built.code, records, source: manifest.source.sha256 }).toEqual({
      code: 0,
      records: truth,
      source,
    });

    const to = ['--to', `folder:${place.path('drop')}`, ...ids];
    const sent = await place.run('deliver', 'batch', ...to, '--json');
    const { outcome, parts } = receipt.parse(JSON.parse(sent.stdout));
    const [part] = parts;
    expect({ code: sent.code, outcome, count: parts.length }).toEqual({
      code: 0,
      outcome: 'uploaded',
      count: 1,
    });
    expect(part?.key).toMatch(
      /^app\/line_user_id\/1234567890\/\d{4}\/\d\d\/\d\d\/followed\/[\w.-]+\.csv$/,
    );
    expect(await sha256(place.path('drop', part?.key ?? ''))).toBe(manifest.parts[0]?.sha256);
    const names = await readdir(place.path('batch'));
    expect(names.filter((name) => name.startsWith('receipt-'))).toHaveLength(1);

    const [first] = (await readFile(place.path('users.csv'), 'utf8'))
      .split('\n')
      .filter((line) => /^U[0-9a-f]{32},m\d{8}-[0-9a-f]{6}$/.test(line));
    const [lineUserId] = first?.split(',') ?? [];
    await writeFile(place.path('errors.csv'), `line_user_id,reason\n${lineUserId},blocked\n`);
    const report = await place.run('report', 'errors.csv', '--batch', 'batch', '--json');
    expect(report.code).toBe(0);
    expect(Number.isInteger(JSON.parse(report.stdout).elapsedMs)).toBe(true);
    expect(JSON.parse(report.stdout)).toMatchObject({
      schema: 'dropline.report/1',
      records: { total: 1, matched: 1, unmatched: 0 },
      reasons: [{ reason: 'blocked', count: 1 }],
    });

    expect(await sha256(place.path('users.csv'))).toBe(source);
  });

  it('asks for what is missing by the name of its option', async () => {
    const built = await place.run('build', 'users.csv', ...followed, '--out', 'again');
    const to = ['--to', `folder:${place.path('drop-again')}`];
    const without = await place.run('deliver', 'again', ...to);
    expect([built.code, without.code]).toEqual([0, 1]);
    expect(without.stderr).toContain('--app-id');
    const first = await place.run('deliver', 'again', ...to, ...ids.slice(0, 3), '42');
    const second = await place.run('deliver', 'again', ...to, ...ids.slice(0, 3), '42');
    expect([first.code, second.code, second.stdout]).toEqual([0, 1, '']);
    expect(second.stderr).toContain('--again');
    const sent = [...to, ...ids.slice(0, 3), '42', '--again'];
    const empty = await place.run('deliver', 'again', ...sent, '--reason', '', '--lang', 'ja');
    expect([empty.code, empty.stderr]).toEqual([0, '']);
  });

  it('says in words which form a name or a zone has', async () => {
    const named = ['--out', 'named', '--name', 'x'.repeat(300), '--lang', 'ja'];
    const built = await place.run('build', 'users.csv', ...followed, ...named);
    expect([built.code, built.stderr.includes('名前は200文字以内')]).toEqual([2, true]);
  });

  it('refuses another address than the sealed one', async () => {
    const built = await place.run('build', 'users.csv', ...followed, ...ids, '--out', 'sealed');
    const other = ['--app-id', 'app', '--channel-id', '999'];
    const to = ['--to', `folder:${place.path('drop')}`, ...other];
    const sent = await place.run('deliver', 'sealed', ...to);
    expect([built.code, sent.code, sent.stderr.includes('[address-mismatch]')]).toEqual([
      0,
      1,
      true,
    ]);
  });

  it('leaves nothing in the queue for an endpoint without https', async () => {
    await place.run('build', 'users.csv', ...followed, '--out', 'open');
    const key = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
    const other = await makePlace({ ...key, AWS_ENDPOINT_URL_S3: 'http://example.com' });
    const batch = place.path('open');
    const sent = await other.run('deliver', batch, '--to', 's3://drop', ...ids);
    const resumed = await other.run('deliver', batch, '--resume');
    await other.remove();
    expect([sent.code, sent.stderr.includes('[endpoint-not-https]')]).toEqual([2, true]);
    expect(sent.stderr).not.toContain('--resume');
    expect([resumed.code, resumed.stderr.split('\n')[0]]).toEqual([
      2,
      '✖ One of these is needed: --profile, --to.',
    ]);
  });

  it('refuses a batch that was altered', async () => {
    await place.run('build', 'users.csv', ...followed, '--out', 'altered');
    const [part] = (await readdir(place.path('altered'))).filter((name) => name.includes('users'));
    await writeFile(place.path('altered', part ?? ''), 'line_user_id\n');
    const to = ['--to', `folder:${place.path('drop')}`, ...ids];
    const sent = await place.run('deliver', 'altered', ...to);
    expect([sent.code, sent.stdout]).toEqual([1, '']);
    expect(sent.stderr).toContain('isn’t what was sealed');
  });
});

describe('build', () => {
  it('leaves nothing behind when it is refused', async () => {
    await writeFile(place.path('columns.csv'), 'name,mail\na,b\n');
    const refused = await place.run('build', 'columns.csv', ...followed, '--out', 'none');
    const strict = await place.run('build', 'users.csv', ...followed, '--strict', '--out', 'none');
    const several = ['columns.csv', 'missing.csv'];
    const both = await place.run('build', ...several, ...followed, '--out', 'none', '--json');
    expect([refused.code, strict.code, both.code]).toEqual([1, 1, 3]);
    expect(JSON.parse(both.stdout)).toEqual([]);
    await expect(stat(place.path('none'))).rejects.toThrow('ENOENT');
  });

  it('gives each of several lists a folder of its own', async () => {
    await writeFile(place.path('会員 リスト.csv'), await readFile(place.path('users.csv')));
    const lists = ['users.csv', '会員 リスト.csv', 'missing.csv'];
    const built = await place.run('build', ...lists, ...followed, '--out', 'several', '--json');
    expect(built.code).toBe(3);
    expect(built.stderr.split('\n')[0]).toBe('✖ There is no file missing.csv.');
    expect(buildAnswer.array().parse(JSON.parse(built.stdout))).toHaveLength(2);
    expect((await readdir(place.path('several'))).sort()).toEqual(['users', '会員-リスト']);
  });

  it('tells of the second batch, which has the rows without a user ID', async () => {
    const id = (digit: string) => `U${digit.repeat(32)}`;
    const rows = [`${id('1')},a`, `${id('2')},`, `${id('3')},`, `${id('1')},a`];
    await writeFile(place.path('some.csv'), `line_user_id,user_id\n${rows.join('\n')}\n`);
    const fix = ['some.csv', ...followed, '--fix', 'user-id-missing'];
    const built = await place.run('build', ...fix, '--out', 'split');
    const inner = place.path('split', 'ids-only');
    expect(built.stdout).toContain(`A second batch, ${inner}, has the 2 rows without a user ID.`);
    expect(built.stdout).not.toContain('rejected.csv');
    expect(built.stdout).toContain(`Then: dropline deliver ${inner} --profile NAME`);
    const json = await place.run('build', ...fix, '--out', 'split-json', '--json');
    expect(buildAnswer.parse(JSON.parse(json.stdout)).manifest.parts[0]?.records).toBe(1);
    expect(json.stderr).toContain(place.path('split-json', 'ids-only'));

    const to = ['--to', `folder:${place.path('drop')}`, '--app-id', 'app', '--channel-id', '8'];
    expect((await place.run('deliver', inner, ...to)).code).toBe(0);
  });

  it('writes only where nothing is', async () => {
    await writeFile(place.path('file'), 'x');
    const outs = ['file', '.', 'no/where', 'file/x'];
    const codes = await Promise.all(
      outs.map(
        async (out) => (await place.run('build', 'users.csv', ...followed, '--out', out)).code,
      ),
    );
    expect(codes).toEqual([3, 3, 3, 3]);
  });
});

describe('profiles', () => {
  it('are added, listed, shown, used and removed', async () => {
    const folder = ['--folder', place.path('practice')];
    const channel = ['--app-id', 'app', '--channel-id', '77'];
    const add = ['profiles', 'add', '--name', 'Practice', ...channel, '--environment', 'practice'];
    expect((await place.run(...add, ...folder)).code).toBe(0);
    expect((await place.run(...add, ...folder)).code).toBe(2);
    const listed = JSON.parse((await place.run('profiles', 'list', '--json')).stdout);
    expect(listed).toMatchObject({
      schema: 'dropline.profiles/1',
      profiles: [{ name: 'Practice' }],
    });

    const sealed = ['--profile', 'Practice', '--out', 'for-practice'];
    expect((await place.run('build', 'users.csv', ...followed, ...sealed)).code).toBe(0);
    const sent = await place.run('deliver', 'for-practice', '--profile', 'Practice');
    expect({ code: sent.code, stderr: sent.stderr }).toEqual({ code: 0, stderr: '' });
    const shown = await place.run('profiles', 'show', 'Practice');
    expect(shown.stdout).toContain(`${truth.deliverable.toLocaleString('en')} deliverable`);

    const checked = await place.run('check', 'users.csv', '--profile', 'Practice', '--json');
    const report = JSON.parse(checked.stdout);
    expect(report.crossChecks).toEqual({ profile: 'Practice' });
    expect(
      report.findings.find(({ rule }: { rule: string }) => rule === 'already-delivered').count,
    ).toBe(truth.deliverable);

    expect((await place.run('profiles', 'remove', 'Practice')).code).toBe(0);
    expect((await place.run('profiles', 'show', 'Practice')).code).toBe(2);
  });
});
