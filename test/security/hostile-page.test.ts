/** A page that has turned hostile: it calls everything it can reach, with anything it can think of. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshSeed } from '../electron/lists.ts';
import { openWindow, type TestWindow } from '../electron/window.ts';

let window: TestWindow;
beforeAll(async () => {
  window = await openWindow();
});
afterAll(() => window.close());

type Call = (input: unknown) => { answer: Promise<{ ok: boolean; error?: { code: string } }> };
type Bridge = Record<string, Record<string, Call>>;
declare const dropline: Bridge;

test('the page holds functions only, and none that takes a path', async () => {
  const reachable = await window.page.evaluate(() =>
    Object.entries(dropline).flatMap(([group, members]) =>
      Object.entries(members).map(([name, member]) => `${group}.${name}: ${typeof member}`),
    ),
  );
  expect(reachable.filter((name) => !name.endsWith(': function'))).toEqual([]);
  for (const hostsOnly of [
    'files.open',
    'files.openFolder',
    'checks.exportFindings',
    'batches.open',
    'samples.write',
    'gesture.bring',
  ]) {
    expect(reachable).not.toContain(`${hostsOnly}: function`);
  }
});

test('two thousand calls with random payloads change nothing and stop nothing', async () => {
  const seed = freshSeed();
  const before = (await readdir(window.dataDir)).toSorted();
  const answers = await window.page.evaluate(async (firstState) => {
    let state = firstState;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const words = [
      '/etc/passwd',
      '../../x',
      'file-0000000000000000',
      'check-ffffffffffffffff',
      '__proto__',
      '\u0000',
      'profile-0000000000000000',
      'x'.repeat(100_000),
    ];
    const keys = [
      'path',
      'fileId',
      'checkId',
      'range',
      'from',
      'to',
      'options',
      'profileId',
      '__proto__',
      'constructor',
      'fields',
      'input',
    ];
    const anything = (depth: number): unknown => {
      switch (random(depth > 3 ? 6 : 9)) {
        case 0:
          return null;
        case 1:
          return random(2) === 0;
        case 2:
          return [0, -1, 1e308, Number.NaN, 2 ** 53, 0.5][random(6)];
        case 3:
          return words[random(words.length)];
        case 4:
          return undefined;
        case 5:
          return new Uint8Array(random(1_000));
        case 6:
          return Array.from({ length: random(6) }, () => anything(depth + 1));
        case 7:
          return new Map([[anything(depth + 1), anything(depth + 1)]]);
        default:
          return Object.fromEntries(
            Array.from({ length: random(5) }, () => [
              keys[random(keys.length)],
              anything(depth + 1),
            ]),
          );
      }
    };
    // What opens a window of the desktop by design is left out: the user would see it.
    const visible = /^(folders|exports|help)\.|choosePracticeFolder|openSample/;
    const calls = Object.entries(dropline).flatMap(([group, members]) =>
      Object.entries(members)
        .filter(
          ([name]) =>
            !visible.test(`${group}.${name}`) &&
            !['opened', 'chosen', 'changed', 'notice', 'engineRestarted'].includes(name),
        )
        .map(([, call]) => call),
    );
    const codes: Record<string, number> = {};
    for (let made = 0; made < 2_000; made += 1) {
      const call = calls[random(calls.length)];
      if (call === undefined) continue;
      let code = 'unclonable';
      try {
        const answer = await call(anything(0)).answer;
        code = answer.ok ? 'ok' : (answer.error?.code ?? 'none');
      } catch {
        // The bridge itself refused to carry it.
      }
      codes[code] = (codes[code] ?? 0) + 1;
    }
    return codes;
  }, seed);
  expect(answers['internal-error'] ?? 0).toBe(0);
  expect(answers['bad-input']).toBeGreaterThan(500);

  expect(
    (await readdir(window.dataDir))
      .toSorted()
      .filter(
        (name) =>
          !before.includes(name) &&
          !/Cache|Storage|settings|Local|Session|recent-lists|practice-drop|dropline\.(db|sqlite)|store/i.test(
            name,
          ),
      ),
  ).toEqual([]);
  await window.page.getByRole('button', { name: 'Try with sample data' }).click();
  await window.page.getByRole('heading', { name: /of 5,000 rows can go into the batch/ }).waitFor();
});

test('a flood of calls is turned away, and the window stays usable', async () => {
  const refused = await window.page.evaluate(async () => {
    const settings = dropline.settings?.read;
    const answers = await Promise.all(
      Array.from({ length: 2_000 }, async () => settings?.({}).answer),
    );
    return answers.filter((answer) => answer?.error?.code === 'bad-input').length;
  });
  expect(refused).toBeGreaterThan(1_000);
});

test('settings that no page may set are not set', async () => {
  const answer = await window.page.evaluate(
    () => dropline.settings?.change?.({ practiceFolder: '/etc', theme: 'dark' }).answer,
  );
  expect(answer?.error?.code).toBe('bad-input');
  const kept = await readFile(join(window.dataDir, 'settings.json'), 'utf8').catch(() => '{}');
  expect(kept).not.toContain('/etc');
});
