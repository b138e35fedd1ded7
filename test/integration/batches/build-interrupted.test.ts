import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCheck } from '#engine/checks/run-check.ts';
import { runJob } from '#engine/jobs/run-job.ts';
import { type Lab, lineId, openLab } from '#test/unit/engine/batches/build-lab.ts';

const buildProcess = fileURLToPath(new URL('./build-process.ts', import.meta.url));
const RECORDS = 30_000;

let lab: Lab;
let source: string;
let sourceText: string;
beforeEach(() => {
  lab = openLab();
  const rows = Array.from({ length: RECORDS }, (_, row) => {
    const userId = row % 10 === 0 ? '' : row;
    return `${row % 100 === 1 ? 'U123' : lineId(row)},${userId}`;
  });
  sourceText = `line_user_id,user_id\n${rows.join('\n')}\n`;
  source = lab.write('users.csv', sourceText);
});
afterEach(() => lab.close());

/** Builds in a process of its own and kills it when `isEnough` says so. Returns what it told. */
const buildAndKill = async (isEnough: (told: readonly string[]) => boolean) => {
  const told: string[] = [];
  const child = fork(buildProcess, [source, lab.out], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.on('message', ({ stage }: { stage: string }) => {
    told.push(stage);
    if (isEnough(told)) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  return { told, signal };
};

/** Nothing, or all of it; and the next build into that place leaves nothing else behind. */
const expectOldOrNew = async () => {
  const after = existsSync(lab.out) ? await lab.openBatch(lab.out) : null;
  if (after !== null) {
    expect(after.ok).toBe(true);
    expect((await lab.openBatch(join(lab.out, 'ids-only'))).ok).toBe(true);
    rmSync(lab.out, { recursive: true });
  }
  const next = await lab.build(source, {}, { check: runCheck, runJob });
  expect(next.ok && next.value.records.total).toBe(RECORDS);
  expect(readdirSync(lab.dir).sort()).toEqual(['out', 'users.csv']);
  expect(readFileSync(source, 'utf8')).toBe(sourceText);
};

const count = (told: readonly string[], stage: string) =>
  told.filter((one) => one === stage).length;

describe('a build that is killed', () => {
  it.each<[string, (told: readonly string[]) => boolean]>([
    ['while it checks', (told) => told.length > 0],
    ['when it begins to write', (told) => count(told, 'write') === 1],
    ['in the middle of writing', (told) => count(told, 'write') === 4],
    ['while it compares the source', (told) => count(told, 'verify') === 1],
    ['when it is done', (told) => told.includes('built')],
  ])('%s leaves nothing or everything', async (_name, isEnough) => {
    const { told } = await buildAndKill(isEnough);
    expect(told.length).toBeGreaterThan(0);
    await expectOldOrNew();
  });
});

describe('a build that is cancelled', () => {
  it.each(['scan', 'write', 'verify'])('in the stage %s leaves nothing', async (wanted) => {
    const controller = new AbortController();
    const answer = await lab.build(
      source,
      {},
      { check: runCheck, runJob },
      {
        signal: controller.signal,
        progress: ({ stage }) => stage === wanted && controller.abort(),
      },
    );
    expect(answer).toMatchObject({ error: { code: 'cancelled' } });
    expect(readdirSync(lab.dir)).toEqual(['users.csv']);
  });
});

describe('a build in worker threads', () => {
  it('writes every accepted record exactly once, in order, and opens again', async () => {
    const before = statSync(source);
    const { told } = await buildAndKill(() => false);
    expect(told.at(-1)).toBe('built');
    const main = await lab.openBatch(lab.out);
    const inner = await lab.openBatch(join(lab.out, 'ids-only'));
    if (!main.ok || !inner.ok) throw new Error('The batch does not open.');
    const linesOf = (dir: string, parts: readonly { file: string }[]) =>
      parts.flatMap(({ file }) => readFileSync(join(dir, file), 'utf8').split('\n').slice(1, -1));
    // An independent count, straight from the text.
    const rows = sourceText
      .split('\n')
      .slice(1, -1)
      .filter((row) => !row.startsWith('U123,'));
    const hasUser = (row: string) => !row.endsWith(',');
    const digest = (lines: readonly string[]) =>
      createHash('sha256').update(lines.join('\n')).digest('hex');
    expect({
      main: digest(linesOf(lab.out, main.value.manifest.parts)),
      inner: digest(linesOf(join(lab.out, 'ids-only'), inner.value.manifest.parts)),
      parts: main.value.manifest.parts.every(({ bytes }) => bytes <= 200_000),
      source: [statSync(source).mtimeMs, statSync(source).ino],
    }).toEqual({
      main: digest(rows.filter(hasUser)),
      inner: digest(rows.filter((row) => !hasUser(row)).map((row) => row.slice(0, -1))),
      parts: true,
      source: [before.mtimeMs, before.ino],
    });
  });
});
