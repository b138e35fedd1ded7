import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { sampleList } from '#shell/sample-list.ts';
import { pathOfSample } from '../../../scripts/sample-list.mjs';

it('npm start has a sample list to open: written once, then as it is', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'dropline-start-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  // The folder that the engine makes is not there yet.
  const dataDir = join(dir, 'data');
  vi.stubEnv('DROPLINE_DATA_DIR', dataDir);
  onTestFinished(() => void vi.unstubAllEnvs());

  const path = await pathOfSample();
  expect(path).toBe(join(dataDir, sampleList.name));
  expect(readFileSync(path, 'utf8')).toMatch(/^line_user_id,user_id\nU[0-9a-f]{32},/);
  const written = statSync(path);
  expect(await pathOfSample()).toBe(path);
  expect(statSync(path).mtimeMs).toBe(written.mtimeMs);
});
