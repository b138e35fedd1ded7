/** Cells that would be markup, script, formula or deception are nothing but text on every screen. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshSeed, type Folder, header, lineUserId, makeFolder, randomFrom } from './lists.ts';
import { chooseFiles, openWindow, type TestWindow } from './window.ts';

const random = randomFrom(freshSeed());

const payloads = [
  '<img src=x onerror="window.pwned=1">',
  '<script>window.pwned=1</script>',
  '<svg onload=window.pwned=1>',
  '<iframe src="javascript:parent.pwned=1"></iframe>',
  '<a href="javascript:window.pwned=1">x</a>',
  '<base href="https://example.invalid/">',
  '<meta http-equiv=refresh content="0;url=https://example.invalid/">',
  '<form action="https://example.invalid/"><button>go</button></form>',
  '<style>*{display:none}</style>',
  '<math><mtext><img src=x onerror=window.pwned=1></mtext></math>',
  '{{constructor.constructor("window.pwned=1")()}}',
  '$' + '{window.pwned=1}',
  'javascript:window.pwned=1',
  'data:text/html,<script>window.pwned=1</script>',
  '=HYPERLINK("https://example.invalid","x")',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2+3',
  '@SUM(1)',
  '＝1+1',
  'safe\u202egpj.exe',
  'zero\u200bwidth',
  '\u2066isolate\u2069',
  '\ufeffmark',
  '__proto__',
  'constructor',
  'toString',
  'https://example.invalid/click',
  '%00',
  '..\\..\\secret',
  '"; DROP TABLE links; --',
  "' OR 1=1 --",
  '&lt;b&gt;',
  '&#x3c;img src=x onerror=window.pwned=1&#x3e;',
  '\u0301'.repeat(60),
  '𝕏'.repeat(40),
  '名'.repeat(150),
  'x'.repeat(1_000_000),
  '</td></tr></table><img src=x onerror=window.pwned=1>',
  ']]><img src=x onerror=window.pwned=1>',
];

const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;

let folder: Folder;
let window: TestWindow;
beforeAll(async () => {
  folder = await makeFolder();
  window = await openWindow();
});
afterAll(async () => {
  await window.close();
  await folder.remove();
});

const ids = payloads.map(() => lineUserId(random));
const hostileName = '<img src=x onerror=pwned=1> \u202egpj';

let requests = 0;
let dialogs = 0;
const watch = () => {
  const { page } = window;
  page.on('request', (request) => {
    if (!request.url().startsWith('app://dropline/') && !request.url().startsWith('data:'))
      requests += 1;
  });
  page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
};

/** Nothing ran, nothing was asked for, nothing became part of the page, nothing is endless. */
const expectHarmless = async () => {
  const { page, app, complaints } = window;
  const found = await page.evaluate(() => ({
    pwned: 'pwned' in globalThis,
    foreign: document.querySelectorAll('main img, main script, main iframe, main form, main base')
      .length,
    longest: Math.max(
      ...Array.from(document.querySelectorAll('main *'), (element) =>
        element.children.length === 0 ? (element.textContent ?? '').length : 0,
      ),
    ),
    prototype: Object.keys(Object.prototype),
  }));
  expect(found).toEqual({ pwned: false, foreign: 0, longest: expect.any(Number), prototype: [] });
  expect(found.longest).toBeLessThan(1_000);
  const windows = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
  expect({ requests, dialogs, windows, complaints }).toEqual({
    ...{ requests: 0, dialogs: 0, windows: 1 },
    complaints: [],
  });
};

test('forty payloads do nothing, in either column, in the header and in the name', async () => {
  const { page } = window;
  watch();
  const rows = payloads.flatMap((payload, index) => [
    `${ids[index]},${quoted(payload)}`,
    `${quoted(payload)},member`,
  ]);
  const columns = `${header},${quoted(payloads[0] ?? '')}`;
  const path = await folder.write(
    `${hostileName}.csv`,
    `${[columns, ...rows.map((row) => `${row},z`)].join('\n')}\n`,
  );
  await chooseFiles(page, [path]);
  await page.getByRole('heading', { name: /of 80 rows can go into the batch/ }).waitFor();

  // Every example of every problem, then every row.
  const problems = page.locator('aside li > button');
  await problems.first().waitFor();
  let shown = 0;
  for (const problem of await problems.all()) {
    await problem.click();
    shown += await page.getByRole('table').getByText('safe⟨U+202E⟩gpj.exe').count();
  }
  expect(shown).toBeGreaterThan(0);
  await page.getByRole('heading', { name: '80 rows', exact: true }).waitFor();
  for (let presses = 0; presses < 30; presses += 1) await page.keyboard.press('F8');
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(
    '<img src=x onerror=pwned=1> ⟨U+202E⟩gpj.csv',
  );
  await expectHarmless();
});

test('nor do they where a batch is built from them', async () => {
  const { page } = window;
  await page.getByRole('button', { name: /^Build a practice batch from/ }).click();
  await page.getByLabel('They can be reached (followed)').check();
  await page.getByRole('checkbox', { name: /^Take away white space around LINE/ }).waitFor();
  await page.getByRole('button', { name: /^Build a practice batch of/ }).click();
  await page.getByText('The batch is built and sealed.').waitFor({ state: 'attached' });
  await expectHarmless();
});

test('nor in what comes back as an error report', async () => {
  const { page } = window;
  const reasons = payloads.map((payload, index) => `${ids[index]},${quoted(payload)}`);
  const text = `line_user_id,error\n${reasons.join('\n')}\n`;
  await chooseFiles(page, [await folder.write(`${hostileName}-2.csv`, text)]);
  await page.getByRole('heading', { name: /^40 rows came back/ }).waitFor();
  expect(await page.getByText('safe⟨U+202E⟩gpj.exe').count()).toBeGreaterThan(0);
  for (const reason of await page.locator('aside li > button').all()) await reason.click();
  await expectHarmless();
  await page.getByRole('button', { name: 'Help', exact: true }).click();
  await expectHarmless();
});
