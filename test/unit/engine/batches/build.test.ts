import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import Papa from 'papaparse';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fail, succeed } from '#contract/result.ts';
import type { BuildOptions } from '#contract/schemas/batch.ts';
import { manifest as manifestSchema } from '#contract/schemas/batch.ts';
import { runCheck } from '#engine/checks/run-check.ts';
import { walkRecords } from '#engine/checks/walk.ts';
import { exampleProfile, type Lab, lineId, now, openLab } from './build-lab.ts';
import { openSpace } from './closed-parent.ts';
import { checkInProcess, runInProcess } from './in-process.ts';

let lab: Lab;
beforeEach(() => {
  lab = openLab();
});
afterEach(() => lab.close());

const list = (rows: readonly string[]): string => `line_user_id,user_id\n${rows.join('\n')}\n`;
const goodList = () => list([`${lineId(1)},0001`, `${lineId(2)},0002`, `${lineId(3)},0003`]);
const build = (source: string, options: Partial<BuildOptions> = {}) => lab.build(source, options);
const sha256Of = (text: string | Uint8Array) => createHash('sha256').update(text).digest('hex');
const built = async (content: string, options: Partial<BuildOptions> = {}) => {
  const answer = await build(lab.write('users.csv', content), options);
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
};

/** A refusal, and that it left nothing. */
const refusalOf = async (content: string | Uint8Array, options: Partial<BuildOptions> = {}) => {
  const answer = await build(lab.write('users.csv', content), options);
  expect(readdirSync(lab.dir)).toEqual(['users.csv']);
  return answer.ok ? 'built' : [answer.error.code, answer.error.details];
};

describe('a list that must not become a batch', () => {
  it.each<[string, string | Uint8Array, readonly string[]]>([
    ['is empty', '', ['file-empty']],
    ['has only a header', 'line_user_id,user_id\n', ['file-empty']],
    ['is a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), ['file-not-text']],
    ['has no column for LINE IDs', 'name,mail\na,b\n', ['column-missing']],
    [
      'has a column twice',
      `line_user_id,line_user_id\n${lineId(1)},${lineId(1)}\n`,
      ['header-duplicate-column'],
    ],
    [
      'has a header that may hide its user IDs',
      `line_user_id,user\u0000_id\n${lineId(1)},1\n`,
      ['column-missing'],
    ],
    ['has an open quote', `${goodList()}${lineId(4)},"0004\n`, ['quote-unterminated']],
  ])('%s', async (_name, content, rules) => {
    expect(await refusalOf(content)).toEqual(['file-rejected', { name: 'users.csv', rules }]);
  });

  it('could not be checked to its end', async () => {
    const content = list([`${lineId(1)},0001`, `${lineId(2)},${'x'.repeat(1_100_000)}`]);
    expect(await refusalOf(content)).toEqual(['check-partial', { name: 'users.csv', line: 3 }]);
  });

  it('has rejected rows, where none may be', async () => {
    const content = list([`${lineId(1)},0001`, 'U123,0002', `${lineId(3)},`]);
    expect(await refusalOf(content, { strict: true })).toEqual([
      'strict-rejected',
      { name: 'users.csv', rejected: 2 },
    ]);
  });

  it('has nothing to deliver', async () => {
    expect(await refusalOf(list(['U123,0001', ',']))).toEqual([
      'nothing-deliverable',
      { name: 'users.csv' },
    ]);
  });

  it('has a format that the channel does not take', async () => {
    const source = lab.write('users.csv', `line_user_id\n${lineId(1)}\n`);
    const profile = exampleProfile({ acceptsIdsOnly: false });
    const options = { profileId: profile.id };
    const extra = { profile: () => succeed(profile) };
    const answer = await lab.build(source, options, extra);
    expect(answer).toMatchObject({
      error: { code: 'format-not-accepted', details: { name: 'users.csv', profile: 'Practice' } },
    });

    const split = lab.write('split.csv', list([`${lineId(1)},0001`, `${lineId(2)},`]));
    const fixes: BuildOptions['fixes'] = ['user-id-missing'];
    expect(await lab.build(split, { ...options, fixes }, extra)).toMatchObject({
      error: { code: 'format-not-accepted' },
    });
    expect((await lab.build(split, options, extra)).ok).toBe(true);
  });

  it('is asked to be mended by a fix that there is not', async () => {
    const source = lab.write('users.csv', goodList());
    const fixes: BuildOptions['fixes'] = ['nul-byte'];
    expect(await lab.build(source, { fixes }, { check: runCheck })).toMatchObject({
      error: { code: 'fix-unknown', details: { rule: 'nul-byte' } },
    });
    expect(readdirSync(lab.dir)).toEqual(['users.csv']);
  });

  it('is named by a handle that nobody gave out', async () => {
    const source = lab.write('users.csv', goodList());
    const unknown = () => fail('unknown-id');
    expect(await lab.build(source, {}, { file: unknown })).toMatchObject({
      error: { code: 'unknown-id' },
    });
    expect(await lab.build(source, {}, { folder: unknown })).toMatchObject({
      error: { code: 'unknown-id' },
    });
    expect(await lab.build(source, { profileId: 'profile-0123456789abcdef' })).toMatchObject({
      error: { code: 'unknown-profile' },
    });
  });
});

describe('a place that takes no batch', () => {
  it('is not empty', async () => {
    await mkdir(lab.out);
    await writeFile(join(lab.out, 'notes.txt'), 'mine');
    expect(await build(lab.write('users.csv', goodList()))).toMatchObject({
      error: { code: 'out-not-empty' },
    });
    expect(readdirSync(lab.out)).toEqual(['notes.txt']);
  });

  it('has no folder around it', async () => {
    const folder = () => succeed(lab.path('missing/out'));
    const source = lab.write('users.csv', goodList());
    expect(await lab.build(source, {}, { folder })).toMatchObject({
      error: { code: 'out-parent-missing', details: { name: 'out' } },
    });
  });

  it('has no room: told beforehand, with what is needed', async () => {
    const source = lab.write('users.csv', goodList());
    const answer = await lab.build(source, {}, { freeBytesIn: async () => 1000 });
    const neededBytes = Math.ceil(statSync(source).size * 2.2) + 65_536;
    expect(answer).toMatchObject({
      error: {
        code: 'disk-full',
        details: { name: 'out', neededBytes, freeBytes: 1000, missingBytes: neededBytes - 1000 },
      },
    });
    expect(readdirSync(lab.dir)).toEqual(['users.csv']);
  });

  it('takes no more in the middle of it', async () => {
    await mkdir(lab.path('small'));
    const space = await openSpace(lab.path('small'));
    try {
      const rows = Array.from({ length: 120_000 }, (_, row) => `${lineId(row)},${row}`);
      const source = lab.write('users.csv', list(rows));
      const progress = ({ stage }: { stage: string }) => stage === 'write' && space.close();
      const answer = await lab.build(
        source,
        {},
        { folder: () => succeed(lab.path('small/out')), partBytesLimit: 1_500_000 },
        { progress },
      );
      expect(answer.ok ? 'built' : answer.error.code).toBe(space.failure);
      space.reopen();
      expect(readdirSync(lab.path('small')).filter((name) => name !== 'filler')).toEqual(
        space.remains.map((name) => expect.stringMatching(name)),
      );
    } finally {
      await space.release();
    }
  });
});

describe('a list that changes while a batch is built from it', () => {
  const changedBy = async (change: (source: string) => Promise<void>) => {
    const source = lab.write('users.csv', goodList());
    const answer = await lab.build(
      source,
      {},
      {
        check: async (...asked) => {
          const outcome = await checkInProcess(...asked);
          await change(source);
          return outcome;
        },
      },
    );
    expect(readdirSync(lab.dir)).toEqual(['users.csv']);
    return answer.ok ? 'built' : [answer.error.code, answer.error.details];
  };
  const changed = ['file-changed', { name: 'users.csv' }];

  it('grows', async () => {
    expect(await changedBy((source) => writeFile(source, `${goodList()}x`))).toEqual(changed);
  });
  it('shrinks', async () => {
    expect(await changedBy((source) => writeFile(source, goodList().slice(0, 60)))).toEqual(
      changed,
    );
  });
  it('is edited in place, and its time set back', async () => {
    const edit = async (source: string) => {
      const { atime, mtime } = statSync(source);
      await writeFile(source, goodList().replace('0002', '0009'));
      await utimes(source, atime, mtime);
    };
    expect(await changedBy(edit)).toEqual(changed);
  });
});

describe('a batch', () => {
  it('is its parts, its rejected rows and its manifest', async () => {
    const content = list([
      `${lineId(1)},0001`,
      ` ${lineId(2)} ,"a,b"`,
      'U123,=1+1',
      `${lineId(1)},0001`,
      ',',
      `${lineId(5)},`,
    ]);
    const answer = await built(content, {
      address: { appId: 'app-1', channelId: '42' },
      name: '週次 list.csv',
    });
    const [part] = answer.manifest.parts;
    const partText = `line_user_id,user_id\n${lineId(1)},0001\n${lineId(2)},"a,b"\n`;
    expect(readdirSync(lab.out).sort()).toEqual(
      [part?.file, 'manifest.json', 'rejected.csv'].sort(),
    );
    expect(lab.read(`out/${part?.file}`)).toBe(partText);
    expect(lab.read('out/rejected.csv')).toBe(
      [
        '\ufeffline,rules,line_user_id,user_id',
        `4,line-user-id-length,U123,"'=1+1"`,
        `7,user-id-missing,${lineId(5)},`,
        '',
      ].join('\n'),
    );
    expect(part?.file).toMatch(/^list-20261122T000500Z-[0-9a-f]{12}\.csv$/);
    expect(answer.dir).toBe(lab.out);
    expect(answer.records).toEqual({ total: 6, deliverable: 2, rejected: 2, leftOut: 2 });
    expect(answer.manifest).toEqual({
      schema: 'dropline.batch/1',
      id: answer.manifest.id,
      createdAt: now.toISOString(),
      destination: 'repro-line',
      type: 'followed',
      format: 'ids-and-users',
      address: { appId: 'app-1', channelId: '42', environment: null },
      source: { name: 'users.csv', bytes: Buffer.byteLength(content), sha256: sha256Of(content) },
      check: {
        records: answer.records,
        findings: [
          { rule: 'row-blank', severity: 'info', count: 1 },
          { rule: 'line-user-id-spaces', severity: 'info', count: 1 },
          { rule: 'line-user-id-length', severity: 'error', count: 1 },
          { rule: 'user-id-missing', severity: 'error', count: 1 },
          { rule: 'duplicate-row', severity: 'info', count: 1 },
        ].map((finding) => expect.objectContaining(finding)),
      },
      fixes: [
        { rule: 'row-blank', rows: 1 },
        { rule: 'line-user-id-spaces', rows: 1 },
        { rule: 'duplicate-row', rows: 1 },
      ],
      parts: [
        {
          file: part?.file,
          records: 2,
          bytes: Buffer.byteLength(partText),
          sha256: sha256Of(partText),
        },
      ],
    });
    expect(manifestSchema.parse(JSON.parse(lab.read('out/manifest.json')))).toEqual(
      answer.manifest,
    );
    expect(lab.opened.find(answer.manifest.id)).toEqual(
      succeed({
        batchId: answer.manifest.id,
        dir: lab.out,
        seal: sha256Of(readFileSync(lab.path('out/manifest.json'))),
        manifest: answer.manifest,
      }),
    );
  });

  it('is nobody else’s to read', async () => {
    await built(goodList());
    const modes = readdirSync(lab.out).map((name) => statSync(join(lab.out, name)).mode & 0o777);
    expect([statSync(lab.out).mode & 0o777, ...modes]).toEqual([0o700, 0o600, 0o600, 0o600]);
  });

  it('leaves its source as it was', async () => {
    const source = lab.write('users.csv', goodList());
    const before = statSync(source);
    await build(source);
    const after = statSync(source);
    expect([lab.read('users.csv'), after.mtimeMs, after.mode, after.ino]).toEqual([
      goodList(),
      before.mtimeMs,
      before.mode,
      before.ino,
    ]);
  });

  it('has the address of the profile, with its environment', async () => {
    const extra = { profile: () => succeed(exampleProfile()) };
    const source = lab.write('users.csv', goodList());
    const profileId = exampleProfile().id;
    const answer = await lab.build(source, { profileId }, extra);
    expect(answer).toMatchObject({
      value: {
        manifest: {
          address: { appId: 'app-1', channelId: '1234567890', environment: 'practice' },
        },
      },
    });
  });

  it('without an address says so, and has an empty table of rejected rows', async () => {
    const answer = await built(`LINE ID\tname\n${lineId(1)}\tx\n`);
    expect(answer.manifest.address).toBe(null);
    expect(lab.read('out/rejected.csv')).toBe('\ufeffline,rules,LINE ID,name\n');
    expect(answer.manifest.fixes).toEqual([
      { rule: 'delimiter-not-comma', rows: 0 },
      { rule: 'header-alias', rows: 0 },
      { rule: 'header-unknown-column', rows: 0 },
    ]);
  });

  it('numbers the columns of rejected rows where there is no header', async () => {
    await built(`${lineId(1)},0001\n${lineId(2)},\n`);
    expect(lab.read('out/rejected.csv')).toBe(
      `\ufeffline,rules,1,2\n2,user-id-missing,${lineId(2)},\n`,
    );
  });

  it('of blocked people has each LINE ID once and loses nobody', async () => {
    const answer = await built(list([`${lineId(1)},1`, `${lineId(1)},2`, `${lineId(2)},`]), {
      type: 'unfollowed',
    });
    const [part] = answer.manifest.parts;
    expect(lab.read(`out/${part?.file}`)).toBe(`line_user_id\n${lineId(1)}\n${lineId(2)}\n`);
    expect(answer.manifest.format).toBe('ids-only');
  });

  it('says what it does while it goes on, against one total', async () => {
    const steps: { stage: string; doneBytes: number; totalBytes: number }[] = [];
    const source = lab.write('users.csv', goodList());
    await lab.build(source, {}, {}, { progress: (step) => steps.push(step) });
    const bytes = statSync(source).size;
    expect(new Set(steps.map(({ totalBytes }) => totalBytes))).toEqual(new Set([3 * bytes]));
    expect(steps.at(-1)).toEqual({ stage: 'verify', doneBytes: 3 * bytes, totalBytes: 3 * bytes });
    const done = steps.map(({ doneBytes }) => doneBytes);
    expect(done).toEqual([...done].sort((left, right) => left - right));
  });
});

describe('rows without a user ID, delivered on their own', () => {
  const fixes: BuildOptions['fixes'] = ['user-id-missing'];

  it('are a batch in the batch’s folder', async () => {
    const answer = await built(list([`${lineId(1)},0001`, `${lineId(2)},`, ` ${lineId(3)},`]), {
      fixes,
    });
    const [part] = answer.manifest.parts;
    expect(lab.read(`out/${part?.file}`)).toBe(`line_user_id,user_id\n${lineId(1)},0001\n`);
    expect(answer.manifest.fixes).toEqual([{ rule: 'user-id-missing', rows: 2 }]);

    const inner = await lab.openBatch(lab.path('out/ids-only'));
    if (!inner.ok) throw new Error(inner.error.code);
    const { manifest } = inner.value;
    const [innerPart] = manifest.parts;
    expect(lab.read(`out/ids-only/${innerPart?.file}`)).toBe(
      `line_user_id\n${lineId(2)}\n${lineId(3)}\n`,
    );
    expect([manifest.format, manifest.fixes, manifest.type, manifest.source]).toEqual([
      'ids-only',
      [
        { rule: 'line-user-id-spaces', rows: 1 },
        { rule: 'user-id-missing', rows: 2 },
      ],
      'followed',
      answer.manifest.source,
    ]);
    expect(manifest.id).not.toBe(answer.manifest.id);
    expect(innerPart?.file).not.toBe(part?.file);
    expect((await lab.openBatch(lab.out)).ok).toBe(true);
  });

  it('are the batch where there are no others', async () => {
    const answer = await built(list([`${lineId(1)},`, ` ${lineId(2)},`]), { fixes });
    const [part] = answer.manifest.parts;
    expect(lab.read(`out/${part?.file}`)).toBe(`line_user_id\n${lineId(1)}\n${lineId(2)}\n`);
    expect([answer.manifest.format, answer.manifest.fixes]).toEqual([
      'ids-only',
      [
        { rule: 'line-user-id-spaces', rows: 1 },
        { rule: 'user-id-missing', rows: 2 },
      ],
    ]);
    expect(readdirSync(lab.out)).not.toContain('ids-only');
    expect((await lab.openBatch(lab.out)).ok).toBe(true);
  });

  it('make no folder where there are none', async () => {
    await built(goodList(), { fixes });
    expect(readdirSync(lab.out)).not.toContain('ids-only');
  });
});

const id = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map(lineId),
  fc.integer({ min: 0, max: 30 }).map((number) => `　${lineId(number)} `),
  fc.constantFrom('', 'U123', 'someone', `wuid-${lineId(99)}`),
);
const user = fc.oneof(
  fc.stringMatching(/^[0-9a-z]{1,6}$/),
  fc.constantFrom('', 'a,b', 'say "x"', 'two\nlines', '会員 1', '=1'),
);
const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;

describe('any list', () => {
  it('becomes parts that hold exactly its deliverable records, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(id, user), { minLength: 1, maxLength: 40 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.record({
          type: fc.constantFrom('followed' as const, 'unfollowed' as const),
          format: fc.constantFrom('auto' as const, 'ids-and-users' as const, 'ids-only' as const),
          fixes: fc.subarray(['user-id-missing' as const, 'duplicate-user-id' as const]),
          keep: fc.constantFrom('first' as const, 'last' as const),
        }),
        async (rows, newline, options) => {
          await rm(lab.out, { recursive: true, force: true });
          const text = [['line_user_id', 'user_id'], ...rows]
            .map((fields) => fields.map(quoted).join(',') + newline)
            .join('');
          const source = lab.write('users.csv', text);
          const file = await lab.open(source);
          const checked = await runInProcess('check', {
            file,
            options: { ...checkDefaults, ...options },
            crossChecks: false,
          });
          if (!checked.ok) throw new Error(checked.error.code);
          const walked = [...walkRecords(checked.value.checked)];
          const expected = walked
            .filter(({ outcome }) => outcome === 'deliverable')
            .map(({ lineUserId, userId }) => [lineUserId, userId ?? '']);

          const answer = await lab.build(source, options, {
            partBytesLimit: 400,
            check: async () => checked,
          });
          if (!answer.ok) {
            expect([answer.error.code, expected]).toEqual(['nothing-deliverable', []]);
            return;
          }
          const rowsOf = (dir: string, parts: readonly { file: string }[]) =>
            parts.flatMap(({ file: name }) =>
              Papa.parse<string[]>(readFileSync(join(dir, name), 'utf8'), {
                delimiter: ',',
                newline: '\n',
              }).data.slice(1, -1),
            );
          const { manifest, dir } = answer.value;
          const main = rowsOf(dir, manifest.parts);
          const inner = await lab.openBatch(join(dir, 'ids-only'));
          const idsOnly = inner.ok ? rowsOf(join(dir, 'ids-only'), inner.value.manifest.parts) : [];
          if (inner.ok) {
            expect(main).toEqual(expected.filter(([, userId]) => userId !== ''));
            expect(idsOnly).toEqual(
              expected.filter(([, userId]) => userId === '').map(([lineUserId]) => [lineUserId]),
            );
          } else {
            const width = manifest.format === 'ids-only' ? 1 : 2;
            expect(main).toEqual(expected.map((fields) => fields.slice(0, width)));
          }
          expect(main.length + idsOnly.length).toBe(answer.value.records.deliverable);
          expect(Math.max(...manifest.parts.map(({ bytes }) => bytes))).toBeLessThanOrEqual(400);
          expect((await lab.openBatch(dir)).ok).toBe(true);
          expect(lab.read(basename(source))).toBe(text);
        },
      ),
      { numRuns: 40 },
    );
  });
});

const checkDefaults = {
  format: 'auto' as const,
  encoding: 'auto' as const,
  map: [],
  maxSamples: 1,
  fixes: [],
  refusedFixes: [],
  changesOnly: false,
};
