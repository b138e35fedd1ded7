// The real window as `window.mjs` measures it: opened, watched, and given a list by a person's means.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { _electron } from 'playwright';
import { electronFor } from '../scripts/electron.mjs';
import { projectDir } from '../scripts/setup/run.mjs';

const limitMs = 10 * 60_000;

/** The Electron there is. */
export const electron = electronFor(join(projectDir, 'test/electron/held-app'));
const { executablePath, args } = electron;

/** A window that has just been opened, of an application that nobody has used before. */
export const openWindow = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dropline-bench-'));
  const launchedAt = performance.now();
  const app = await _electron.launch({
    executablePath,
    args: [...args, `--user-data-dir=${dataDir}`],
    colorScheme: null,
    timeout: limitMs,
    env: { ...process.env, LANG: 'C.UTF-8', DROPLINE_DATA_DIR: dataDir },
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(limitMs);
  await page.getByRole('button', { name: 'Try with sample data' }).waitFor();
  const startMs = performance.now() - launchedAt;
  // The window has warmed up: nobody drops a list in its first second.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await page.waitForFunction(() => document.querySelector('.ag-root') === null);
  const close = async () => {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return { page, startMs, close };
};

/**
 * Notes in the page the time between two frames, and the longest piece of work of the page.
 * @param {import('playwright').Page} page
 */
const watchFrames = (page) =>
  page.evaluate(() => {
    const frames = { longestMs: 0, over100: 0, longestTaskMs: 0 };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        frames.longestTaskMs = Math.max(frames.longestTaskMs, duration);
      }
    }).observe({ entryTypes: ['longtask'] });
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      const gap = now - last;
      if (gap > frames.longestMs) frames.longestMs = gap;
      if (gap > 100) frames.over100 += 1;
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    Object.assign(globalThis, { benchFrames: frames });
  });

/** @param {import('playwright').Page} page */
export const takeFrames = (page) =>
  page.evaluate(() => {
    const { benchFrames } = /** @type {any} */ (globalThis);
    const taken = { ...benchFrames };
    Object.assign(benchFrames, { longestMs: 0, over100: 0, longestTaskMs: 0 });
    return taken;
  });

/**
 * Milliseconds from now until something stands in the page, by the page's own frames.
 * @param {import('playwright').Page} page
 * @param {() => Promise<unknown>} act
 * @param {string} expression true once it is there
 */
export const until = async (page, act, expression) => {
  const watched = page.evaluate(
    (source) =>
      new Promise((resolve) => {
        const isThere = /** @type {() => boolean} */ (new Function(`return ${source}`));
        const look = () => (isThere() ? resolve(Date.now()) : requestAnimationFrame(look));
        look();
      }),
    expression,
  );
  const from = Date.now();
  await act();
  return Number(await watched) - from;
};

/**
 * Milliseconds that the page waits for pages of rows from anywhere in the list that was dropped, by the
 * door by which the window itself asks. The check that they are of is one of its own.
 * @param {import('playwright').Page} page
 * @param {number} questions
 * @returns {Promise<number[]>}
 */
export const askForPages = (page, questions) =>
  page.evaluate(async (count) => {
    const rowsAPage = 100;
    const { benchFileId, dropline } = /** @type {any} */ (globalThis);
    /** @param {{ answer: Promise<any> }} call */
    const given = async ({ answer }) => {
      const result = await answer;
      if (!result.ok) throw new Error(result.error.code);
      return result.value;
    };
    const { checks } = dropline;
    const { checkId, report } = await given(
      checks.run({ fileId: benchFileId, options: { encoding: 'auto', map: [] } }),
    );
    const places = report.records.total - rowsAPage;
    const times = [];
    for (let question = 0; question < count; question += 1) {
      const from = 1 + Math.floor(((question * 0.618_034 + 0.3) % 1) * places);
      const askedAt = performance.now();
      await given(checks.rows({ checkId, range: { from, to: from + rowsAPage - 1 } }));
      times.push(performance.now() - askedAt);
    }
    await given(checks.close({ checkId }));
    return times;
  }, questions);

/**
 * A list is dropped on the window, and checked.
 * @param {import('playwright').Page} page
 * @param {string} listPath
 */
export const dropList = async (page, listPath) => {
  const chromium = await page.context().newCDPSession(page);
  const data = { items: [], files: [listPath], dragOperationsMask: 1 };
  const drop = async () => {
    for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) {
      await chromium.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data });
    }
  };
  await watchFrames(page);
  await page.evaluate(() => {
    const { dropline } = /** @type {any} */ (globalThis);
    dropline.lists.opened((/** @type {any} */ { opened }) =>
      Object.assign(globalThis, { benchFileId: opened[0]?.fileId }),
    );
  });
  const rows = until(page, drop, "document.querySelector('.ag-cell-value, .ag-cell') !== null");
  const verdictMs = await until(
    page,
    () => rows,
    "[...document.querySelectorAll('main p')].some(({ textContent }) => textContent.startsWith('Checked in'))",
  );
  return { firstRowsMs: await rows, verdictMs };
};
