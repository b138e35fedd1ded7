import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Lab, lineId, openLab } from './build-lab.ts';

let lab: Lab;
let part: string;
beforeEach(async () => {
  lab = openLab();
  const source = lab.write('users.csv', `line_user_id\n${lineId(1)}\n${lineId(2)}\n`);
  const built = await lab.build(source);
  part = built.ok ? (built.value.manifest.parts[0]?.file ?? '') : '';
});
afterEach(() => lab.close());

const outcomeOf = async (path = lab.out) => {
  const opened = await lab.openBatch(path);
  return opened.ok ? 'opened' : [opened.error.code, opened.error.details];
};
const inOut = (name: string) => join(lab.out, name);

describe('a folder without a batch', () => {
  it.each<[string, () => string]>([
    ['is not there', () => lab.path('missing')],
    ['is a file', () => lab.path('users.csv')],
    ['has no manifest', () => lab.dir],
  ])('%s', async (_name, path) => {
    expect((await outcomeOf(path()))[0]).toBe('batch-missing');
  });

  it('lacks a part', async () => {
    rmSync(inOut(part));
    const details = { name: 'out', file: part, reason: 'part' };
    expect(await outcomeOf()).toEqual(['batch-missing', details]);
  });
});

describe('a batch that was altered', () => {
  const manifestText = () => readFileSync(inOut('manifest.json'), 'utf8');

  it('has other bytes of the same length in a part', async () => {
    const bytes = readFileSync(inOut(part));
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    writeFileSync(inOut(part), bytes);
    expect(await outcomeOf()).toEqual(['batch-altered', { file: part, problem: 'sha256' }]);
  });

  it('has a part that was cut off, or grew', async () => {
    const bytes = readFileSync(inOut(part));
    writeFileSync(inOut(part), bytes.subarray(0, -1));
    expect(await outcomeOf()).toEqual(['batch-altered', { file: part, problem: 'bytes' }]);
    writeFileSync(inOut(part), Buffer.concat([bytes, bytes]));
    expect(await outcomeOf()).toEqual(['batch-altered', { file: part, problem: 'bytes' }]);
  });

  it('has a folder, or a pipe that nobody writes to, in place of a part', async () => {
    rmSync(inOut(part));
    symlinkSync(lab.dir, inOut(part));
    expect(await outcomeOf()).toEqual(['batch-altered', { file: part, problem: 'not-a-file' }]);
    rmSync(inOut(part));
    execFileSync('mkfifo', [inOut(part)]);
    expect(await outcomeOf()).toEqual(['batch-altered', { file: part, problem: 'not-a-file' }]);
  });

  it('has one list more', async () => {
    writeFileSync(inOut('more.CSV'), '');
    expect(await outcomeOf()).toEqual([
      'batch-altered',
      { file: 'more.CSV', problem: 'not-in-manifest' },
    ]);
  });

  it.each<[string, (text: string) => string]>([
    ['says another type', (text) => text.replace('"followed"', '"blocked"')],
    ['names a part elsewhere', (text) => text.replace(/"file": ".*"/, '"file": "../users.csv"')],
    ['has a field more', (text) => text.replace('{', '{\n  "note": "",')],
    ['is cut off', (text) => text.slice(0, 50)],
  ])('has a manifest that %s', async (_name, alter) => {
    writeFileSync(inOut('manifest.json'), alter(manifestText()));
    const outcome = await outcomeOf();
    expect(outcome[0]).toBe('batch-altered');
    expect(lab.opened.find('batch-altered').ok).toBe(false);
  });

  it('has a manifest far too large', async () => {
    writeFileSync(inOut('manifest.json'), Buffer.alloc(16 * 1024 * 1024 + 1, 0x20));
    expect(await outcomeOf()).toEqual([
      'batch-altered',
      { file: 'manifest.json', problem: 'bytes' },
    ]);
  });
});

describe('a batch as it was built', () => {
  it('opens, with its seal, wherever it was moved', async () => {
    const moved = lab.path('elsewhere');
    renameSync(lab.out, moved);
    const opened = await lab.openBatch(moved);
    if (!opened.ok) throw new Error(opened.error.code);
    expect(lab.opened.find(opened.value.batchId)).toEqual(opened);
    expect(opened.value.dir).toBe(moved);
  });

  it('opens beside receipts, findings and rejected rows', async () => {
    writeFileSync(inOut('receipt-20261122T000600Z.json'), '{}');
    writeFileSync(inOut('findings.csv'), 'file,line\n');
    rmSync(inOut('rejected.csv'));
    expect(await outcomeOf()).toBe('opened');
  });
});
