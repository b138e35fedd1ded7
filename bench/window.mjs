// `npm run bench:window`: how the real window feels with a list of 500 MB. It measures and never
// fails; the figures go to bench/window-results.json.
//
//   node bench/window.mjs [--readme] [list.csv]
//
// Without a list a sample of 9,730,000 rows is written into the system's temporary folder, and kept
// there for the next time. `--readme`: the table also goes into README.md, between its marks. Everything is done by a person's means: a drop, keys, presses.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { projectDir } from '../scripts/setup/run.mjs';
import { putIntoReadme } from './readme.ts';
import { linesOf, surroundings } from './table.ts';
import { askForPages, dropList, electron, openWindow, takeFrames, until } from './window-page.mjs';
import { isInSession, runSelfInSession } from '../scripts/test/surroundings.mjs';

// Everything below needs a desktop.
if (!isInSession()) process.exit(await runSelfInSession(import.meta.filename));

const sampleRows = 9_730_000;
/** Windows in which a list is dropped, built and delivered; the first is looked around in, too. */
const rounds = 5;
const pages = 60;
const questions = 200;
const problems = 40;

const cli = join(projectDir, 'out/cli/dropline.js');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { readme: { type: 'boolean', default: false } },
});
const listPath = positionals[0] ?? join(tmpdir(), 'dropline-500.csv');
if (!existsSync(listPath)) {
  const sample = ['sample', '--rows', String(sampleRows), '--seed', '1', '--out', listPath];
  spawnSync(process.execPath, [cli, ...sample], { stdio: 'inherit' });
}

const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;

/** @param {readonly number[]} values */
const spread = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { p50: at(0.5), p95: at(0.95), max: at(1), count: sorted.length };
};

/** The check alone, without a window. */
const engineCheckMs = () => {
  const { stdout } = spawnSync(process.execPath, [cli, 'check', listPath, '--json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const answer = JSON.parse(stdout);
  return (answer.files?.[0]?.report ?? answer.files?.[0] ?? answer).elapsedMs ?? null;
};

const { kind } = electron;

/**
 * Rows from anywhere: the grid is scrolled to a place, and every row that it shows has its text. How
 * the grid builds its page is its own affair: what scrolls is looked for. Then from problem to problem.
 * @param {import('playwright').Page} page
 */
const lookAround = async (page) => {
  await page.evaluate(() => {
    let view = document.querySelector('.ag-row')?.parentElement ?? null;
    while (view !== null && view.scrollHeight <= view.clientHeight + 1) view = view.parentElement;
    if (view === null) throw new Error('nothing scrolls');
    Object.assign(globalThis, { benchView: view });
  });
  const pageMs = [];
  for (let step = 0; step < pages; step += 1) {
    const share = ((step * 0.618_034 + 0.3) % 1) * 0.998;
    pageMs.push(
      await until(
        page,
        () =>
          page.evaluate(
            `benchView.scrollTop = ${share} * (benchView.scrollHeight - benchView.clientHeight)`,
          ),
        `(() => {
          const { top, bottom } = benchView.getBoundingClientRect();
          const shown = [...document.querySelectorAll('.ag-row')].filter((row) => {
            const box = row.getBoundingClientRect();
            return box.bottom > top && box.top < bottom;
          });
          return Math.abs(benchView.scrollTop - ${share} * (benchView.scrollHeight - benchView.clientHeight)) < 100 &&
            shown.length > 5 && shown.every((row) => (row.textContent ?? '').length > 12);
        })()`,
      ),
    );
  }
  console.error('dropline: measured up to: pages');
  const scrolling = await takeFrames(page);

  /** The cell that has the focus, by its row and column: two problems may stand in one row. */
  const focused = `(() => { const cell = document.querySelector('.ag-cell-focus');
    return cell === null ? '' : cell.closest('.ag-row').getAttribute('row-index') + '/' + cell.getAttribute('col-id'); })()`;
  await page.evaluate('benchView.scrollTop = 0');
  await page.locator('.ag-row[row-index="0"] .ag-cell').first().click();
  const problemMs = [];
  for (let step = 0; step < problems; step += 1) {
    const before = await page.evaluate(focused);
    problemMs.push(
      await until(
        page,
        () => page.keyboard.press('F8'),
        `!['', ${JSON.stringify(before)}].includes(${focused})`,
      ),
    );
  }
  const askedMs = await askForPages(page, questions);
  await takeFrames(page);
  return { scrolling, pageMs, askedMs, problemMs };
};

/**
 * A practice batch of the list, built and delivered.
 * @param {import('playwright').Page} page
 */
const buildAndDeliver = async (page) => {
  await page.getByRole('button', { name: /^Build a practice batch/ }).click();
  await page.getByRole('radio', { name: /^They can be reached/ }).check();
  const build = page.getByRole('button', { name: /^Build a practice batch of/ });
  await page.locator('button:not([disabled])', { hasText: /^Build a practice batch of/ }).waitFor();
  const counting = await takeFrames(page);
  const buildAt = performance.now();
  await build.click();
  const deliver = page.getByRole('button', { name: /^Deliver .* to the practice folder$/ });
  await deliver.waitFor();
  const buildMs = performance.now() - buildAt;
  const building = await takeFrames(page);
  const deliverAt = performance.now();
  await deliver.click();
  await page.getByRole('heading', { name: /^Placed in the practice folder/ }).waitFor();
  const deliverMs = performance.now() - deliverAt;
  const delivering = await takeFrames(page);
  return { counting, buildMs, building, deliverMs, delivering };
};

const visits = [];
let around;
while (visits.length < rounds) {
  const { page, startMs, close } = await openWindow();
  const { firstRowsMs, verdictMs } = await dropList(page, listPath);
  // What is drawn after the verdict belongs to it.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const checking = await takeFrames(page);
  around ??= await lookAround(page);
  const built = await buildAndDeliver(page);
  await close();
  visits.push({ startMs, firstRowsMs, verdictMs, checking, ...built, engineMs: engineCheckMs() });
  console.error(`dropline: measured up to: window ${visits.length}`);
}
if (around === undefined) throw new Error('Nothing was measured.');

/** @typedef {typeof visits[number]} Visit */
/** The median of the windows. @param {(visit: Visit) => number} figure */
const middle = (figure) => spread(visits.map(figure)).p50;
/** @param {(visit: Visit) => Visit['checking']} of */
const framesOf = (of) => ({
  longestMs: middle((visit) => of(visit).longestMs),
  over100: middle((visit) => of(visit).over100),
  longestTaskMs: middle((visit) => of(visit).longestTaskMs),
});

const results = {
  measuredAt: new Date().toISOString(),
  machine: {
    system: `${process.platform} ${release()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    electron: kind,
  },
  list: { bytes: statSync(listPath).size },
  windows: visits.length,
  milliseconds: {
    startToUsableWindow: middle(({ startMs }) => startMs),
    dropToFirstRows: middle(({ firstRowsMs }) => firstRowsMs),
    dropToVerdict: middle(({ verdictMs }) => verdictMs),
    engineCheckAlone: middle(({ engineMs }) => engineMs),
    pageAskedFor: spread(around.askedMs),
    pageFromAnywhere: spread(around.pageMs),
    nextProblem: spread(around.problemMs),
    build: middle(({ buildMs }) => buildMs),
    deliver: middle(({ deliverMs }) => deliverMs),
  },
  verdictAgainstEngine: middle(({ verdictMs, engineMs }) => verdictMs / engineMs),
  frames: {
    checking: framesOf(({ checking }) => checking),
    scrolling: around.scrolling,
    counting: framesOf(({ counting }) => counting),
    building: framesOf(({ building }) => building),
    delivering: framesOf(({ delivering }) => delivering),
  },
};
writeFileSync(
  join(projectDir, 'bench/window-results.json'),
  `${JSON.stringify(results, null, 2)}\n`,
);
console.log(JSON.stringify(results, null, 2));

const { milliseconds, frames, verdictAgainstEngine } = results;
/** @typedef {import('./case.ts').Figure} Figure */
/** @type {(what: string, value: number, unit: Figure['unit'], must?: number, aim?: number) => Figure} */
const figure = (what, value, unit, must, aim) => ({
  ...{ what, value, unit },
  must: must === undefined ? null : { atMost: must },
  aim: aim === undefined ? null : { atMost: aim },
});
const { date } = surroundings();
const table = [
  `${date}, the same computer without a graphics processor, Electron ${kind === 'fallback' ? '25' : '45'}; medians of ${rounds} windows`,
  'that had just been opened. A frame counts from one to the next, whatever the system does in it.',
  '',
  ...linesOf('The window with a list of 500 MB', [
    figure('start to a usable window', milliseconds.startToUsableWindow, 'ms', 2_000, 1_000),
    figure('drop to the first rows', milliseconds.dropToFirstRows, 'ms', 300, 150),
    figure('drop to the verdict', milliseconds.dropToVerdict, 'ms'),
    figure("against the engine's own time", verdictAgainstEngine, '×', 2),
    figure('a page of 100 rows from anywhere, p95', milliseconds.pageAskedFor.p95, 'ms', 20),
    figure('the same until its rows are drawn, p95', milliseconds.pageFromAnywhere.p95, 'ms'),
    figure('the longest frame while checking', frames.checking.longestMs, 'ms', 100, 50),
    figure(
      'the longest work of the page while checking, of 50 ms or more',
      frames.checking.longestTaskMs,
      'ms',
    ),
    figure('the longest frame while building', frames.building.longestMs, 'ms', 100, 50),
    figure('the longest frame while delivering', frames.delivering.longestMs, 'ms', 100, 50),
  ]),
].join('\n');
console.log(table);
if (values.readme) putIntoReadme('bench:window', table);
