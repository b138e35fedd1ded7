/**
 * The first run: somebody who has nothing at hand sees what is wrong with the made-up list, builds a
 * practice batch and delivers it into the practice folder, in three actions.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { sampleTruth } from '#engine/samples/plan.ts';
import { deliveries } from './pages/deliveries.ts';
import { fileCheck } from './pages/file-check.ts';
import { home } from './pages/home.ts';
import { type Language, sitDown } from './pages/person.ts';
import { recount } from './recount.ts';

const sampleRows = 5_000;

const filesBelow = async (dir: string): Promise<string[]> => {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
};

const sha256 = (bytes: string | Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

test.each<Language>(['en', 'ja'])(
  'three actions from nothing to a delivery, in %s',
  async (language) => {
    const person = await sitDown(language);
    onTestFinished(person.window.close);
    const { dataDir } = person.window;

    await home(person).isShown();
    await home(person).trySample();
    const truth = sampleTruth(sampleRows);
    await fileCheck(person).hasVerdict(truth.records);
    const list = await readFile(join(dataDir, 'Sample list.csv'), 'utf8');
    const { part, ...ownCounts } = recount(list);
    expect(await fileCheck(person).counts()).toEqual(truth.records);
    expect(ownCounts).toEqual(truth.records);
    await fileCheck(person).hasProblems();
    const shown = await Promise.all(
      truth.findings.map(async ({ rule, severity }) => ({
        ...{ rule, severity },
        count: await fileCheck(person).rowsWith(rule, severity),
      })),
    );
    expect(shown).toEqual(truth.findings);

    await fileCheck(person).buildPractice();
    await deliveries(person).isPractice();
    await deliveries(person).deliverToPractice();
    await deliveries(person).isPlaced();
    expect(person.actions()).toBe(3);

    const delivered = await filesBelow(join(dataDir, 'practice-drop'));
    const [path = ''] = delivered;
    expect(delivered).toHaveLength(1);
    expect(path.slice(dataDir.length)).toMatch(
      /^\/practice-drop\/practice-app\/line_user_id\/0000000000\/\d{4}\/\d{2}\/\d{2}\/followed\/[\w.-]+\.csv$/,
    );
    expect(sha256(await readFile(path))).toBe(sha256(part));
    expect(await deliveries(person).claimsImport()).toBe(0);
    expect(person.window.complaints).toEqual([]);
  },
);
