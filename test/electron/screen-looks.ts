/**
 * One screen in each language and in each theme: what axe finds, and a picture of each to be looked at.
 * Axe judges words or colours, never one by the other: English in light and Japanese in dark tell all.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { ElectronApplication, Page } from 'playwright';

const picturesDir = fileURLToPath(new URL('../../test-output/screens', import.meta.url));

const violations = async (page: Page): Promise<string[]> => {
  const { violations: found } = await new AxeBuilder({ page })
    // Electron has no second page for axe to finish in.
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
};

/** Takes a picture under a name, and gives what axe has against the screen. */
export const look = async (page: Page, name: string): Promise<string[]> => {
  await mkdir(picturesDir, { recursive: true });
  // Colours change in a moment that axe and the picture must not see.
  await page.waitForFunction(() => document.getAnimations().length === 0);
  await page.screenshot({ path: join(picturesDir, `${name}.png`) });
  return violations(page);
};

declare const dropline: Readonly<
  Record<
    string,
    Readonly<Record<string, (input: unknown) => { readonly answer: Promise<unknown> }>>
  >
>;

export const dresses = [
  { language: 'en', theme: 'light' },
  { language: 'ja', theme: 'dark' },
] as const;

type Dress = (typeof dresses)[number];

const putOn = async (page: Page, dress: Dress): Promise<void> => {
  await page.evaluate(async (change) => {
    await dropline.settings?.change?.(change).answer;
  }, dress);
  await page.locator(`html[lang=${dress.language}]`).waitFor();
  await page.locator(`html[data-mantine-color-scheme=${dress.theme}]`).waitFor();
};

/** Changes the settings under the open screen, and ends in English and light. */
export const lookInAll = async (page: Page, name: string): Promise<string[]> => {
  const found: string[] = [];
  for (const dress of dresses) {
    await putOn(page, dress);
    found.push(...(await look(page, `${name}-${dress.language}-${dress.theme}`)));
  }
  await putOn(page, { language: 'en', theme: 'light' });
  return found;
};

/** Has the next folder dialog of the desktop answer with a folder. */
export const answerFolderDialog = (app: ElectronApplication, path: string): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, path);

/** Has the next save dialog of the desktop answer with a path. */
export const answerSaveDialog = (app: ElectronApplication, path: string): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: chosen });
  }, path);
