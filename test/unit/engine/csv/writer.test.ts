import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitRecords } from '#engine/csv/splitter.ts';
import { createFileWriter, type FileWriter, quoteField } from '#engine/csv/writer.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { runWithoutPrivileges } from './without-privileges.ts';

const folder = temporaryFolder();
const emptyFolder = (): string => mkdtempSync(join(folder, 'out-'));

const writerTo = (path: string): FileWriter => {
  const result = createFileWriter(path);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};

describe('a file that can not be written', () => {
  it('is refused where its folder is missing or no folder', () => {
    const file = join(emptyFolder(), 'file');
    writeFileSync(file, 'x');
    const results = [join(file, 'out.csv'), join(folder, 'missing', 'out.csv')].map((path) =>
      createFileWriter(path),
    );
    expect(results).toMatchObject([
      { ok: false, error: { code: 'out-parent-missing', details: { name: 'out.csv' } } },
      { ok: false, error: { code: 'out-parent-missing', details: { name: 'out.csv' } } },
    ]);
  });

  it('is refused in a folder that may only be read', () => {
    const readOnly = emptyFolder();
    chmodSync(readOnly, 0o555);
    const moduleUrl = new URL('../../../../src/engine/csv/writer.ts', import.meta.url).href;
    const path = JSON.stringify(join(readOnly, 'out.csv'));
    const result = runWithoutPrivileges(`
      const { createFileWriter } = await import(${JSON.stringify(moduleUrl)});
      console.log(JSON.stringify(createFileWriter(${path})));
    `);
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'out-read-only', details: { name: 'out.csv', reason: 'EACCES' } },
    });
  });

  it('fails at the end where a folder has its name, and leaves nothing else', () => {
    const out = emptyFolder();
    mkdirSync(join(out, 'out.csv'));
    const writer = writerTo(join(out, 'out.csv'));
    writer.writeText('a\n');
    expect([writer.finish(), writer.failure()?.code, readdirSync(out)]).toMatchObject([
      { ok: false, error: { code: 'out-failed', details: { name: 'out.csv', reason: 'EISDIR' } } },
      'out-failed',
      ['out.csv'],
    ]);
  });

  it('is not there after an abort, at whatever point and however often', () => {
    const out = emptyFolder();
    const empty = writerTo(join(out, 'out.csv'));
    const full = writerTo(join(out, 'out.csv'));
    full.writeBytes(Buffer.alloc(3_000_000));
    for (const writer of [empty, full, full]) writer.abort();
    expect(readdirSync(out)).toEqual([]);
  });

  it('throws for whoever goes on with a file that is done', () => {
    const out = emptyFolder();
    const finished = writerTo(join(out, 'out.csv'));
    finished.finish();
    const aborted = writerTo(join(out, 'other.csv'));
    aborted.abort();
    expect(() => finished.writeText('x')).toThrow('finished or aborted');
    expect(() => aborted.finish()).toThrow('finished or aborted');
    finished.abort();
    expect(readdirSync(out)).toEqual(['out.csv']);
  });
});

describe('a file that is written', () => {
  it('is there only when it is whole, for its owner alone, in place of the old one', () => {
    const out = emptyFolder();
    const path = join(out, 'out.csv');
    writeFileSync(path, 'old', { mode: 0o644 });
    const writer = writerTo(path);
    writer.writeRecord(['id', 'name']);
    const during = readFileSync(path, 'utf8');
    const finished = writer.finish();
    expect({
      during,
      finished,
      after: readFileSync(path, 'utf8'),
      mode: statSync(path).mode & 0o777,
      files: readdirSync(out),
    }).toEqual({
      during: 'old',
      finished: {
        ok: true,
        value: { bytes: 8, sha256: createHash('sha256').update('id,name\n').digest('hex') },
      },
      after: 'id,name\n',
      mode: 0o600,
      files: ['out.csv'],
    });
  });

  it('holds what was written in any portions, and knows its size and hash', () => {
    const big = fc.integer({ min: 1, max: 1_500_000 }).map((size) => 'あa'.repeat(size / 4));
    const portion = fc.oneof(
      { weight: 5, arbitrary: fc.string({ unit: 'grapheme' }) },
      { weight: 1, arbitrary: big },
    );
    const out = emptyFolder();
    const path = join(out, 'out.csv');
    fc.assert(
      fc.property(fc.array(fc.tuple(portion, fc.boolean())), (portions) => {
        const writer = writerTo(path);
        let size = 0;
        for (const [text, isText] of portions) {
          if (isText) writer.writeText(text);
          else writer.writeBytes(Buffer.from(text));
          size += Buffer.byteLength(text);
          expect(writer.bytes()).toBe(size);
        }
        const finished = writer.finish();
        const whole = Buffer.from(portions.map(([text]) => text).join(''));
        expect(readFileSync(path).equals(whole)).toBe(true);
        expect(finished).toEqual({
          ok: true,
          value: { bytes: size, sha256: createHash('sha256').update(whole).digest('hex') },
        });
      }),
      { numRuns: 30 },
    );
  });

  it('gives back its records', () => {
    const path = join(emptyFolder(), 'out.csv');
    const value = fc.string({ unit: fc.constantFrom(',', '"', '\r', '\n', 'a', 'あ', ' ', ';') });
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 1 }), { minLength: 1 }), (rows) => {
        const writer = writerTo(path);
        for (const row of rows) writer.writeRecord(row);
        writer.finish();
        const chunks = [{ bytes: readFileSync(path), textOffset: 0 }];
        const fields = [...splitRecords(chunks, { delimiter: ',' })].map((record) => record.fields);
        expect(fields).toEqual(rows);
      }),
      { numRuns: 50 },
    );
  });
});

it('quotes only where it must', () => {
  expect(['', 'a', ' a ', 'a;b', 'a\tb', 'a,b', 'a"b', 'a\nb', 'a\rb'].map(quoteField)).toEqual([
    ...['', 'a', ' a ', 'a;b', 'a\tb'],
    ...['"a,b"', '"a""b"', '"a\nb"', '"a\rb"'],
  ]);
});
