/** A screen that fails takes nothing else with it: it says so, and any other place can be gone to. */
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { lookInAll } from './screen-looks.ts';
import { openWindow } from './window.ts';

/** Breaks what the path in the builder is made with, until it is mended. */
const breakBuilder = async (page: Page): Promise<() => Promise<void>> => {
  await page.evaluate(() => {
    const { normalize } = String.prototype;
    String.prototype.normalize = () => {
      throw new Error('broken on purpose');
    };
    Object.assign(globalThis, {
      mend: () => {
        String.prototype.normalize = normalize;
      },
    });
  });
  return () => page.evaluate('mend()');
};

test('a screen that fails says that nothing is lost, and leads away', async () => {
  const { page, close, complaints } = await openWindow();
  onTestFinished(close);
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
  await press('Try with sample data');
  await page.getByText(/^Checked in/).waitFor();
  const mend = await breakBuilder(page);
  await press('Choose type and channel…');
  await page.getByRole('heading', { name: 'This screen can’t be shown' }).waitFor();
  await page.getByText(/^Nothing is lost/).waitFor();
  expect(await lookInAll(page, 'screen-failed')).toEqual([]);
  await press('Go to Home');
  await page.getByRole('heading', { name: 'Check a list of LINE users' }).waitFor();

  await press('File check');
  await press('Choose type and channel…');
  await page.getByRole('heading', { name: 'This screen can’t be shown' }).waitFor();
  await press('Settings');
  await page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();

  await mend();
  await press('File check');
  await press('Choose type and channel…');
  await page.getByRole('heading', { name: 'Build a batch' }).waitFor();
  expect(complaints.every((text) => text.includes('broken on purpose'))).toBe(true);
  expect(complaints).not.toEqual([]);
});
